package import KapellCore

/// Fetches one file over HTTP, checked by its SHA-256.
///
/// What has arrived survives a cut connection, a cancelled task and a stopped program, and is fetched on from there.
/// Two that fetch the same file, in one process or in two, take turns: the second finds it ready.
package struct ModelDownloader: Sendable {
    package let options: DownloadOptions

    package init(options: DownloadOptions = DownloadOptions()) {
        self.options = options
    }

    /// Fetches the file unless it is there already with the right hash.
    ///
    /// Network faults, timeouts and answers such as 503 are tried again with growing pauses, then the next source is
    /// taken. Fails with `.diskFull` before the first byte when the disk has no room, with `.corrupt` when the hash is
    /// wrong (the file is removed), with `.cancelled` when the task is cancelled (the part is kept), and otherwise
    /// with the error of the last source.
    @concurrent
    package func download(
        _ request: DownloadRequest, progress: @escaping @Sendable (ModelProgress) -> Void = { _ in }
    ) async throws(KapellError) {
        var addresses: [DownloadAddress] = []
        for source in request.sources { addresses.append(try DownloadAddress(source)) }
        try await download(request, from: addresses, progress: progress)
    }

    /// Fetches the file from addresses that may carry credentials.
    @concurrent
    func download(
        _ request: DownloadRequest, from addresses: [DownloadAddress],
        progress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(KapellError) {
        let sha256 = try FileDigest.normalized(request.sha256)
        guard !addresses.isEmpty else {
            throw KapellError(.invalidRequest, "No address was given for \(request.name).")
        }
        try FileSystem.makeFolder(FileSystem.parent(of: request.destination))
        try await FileLock.withLock(
            request.destination + ".lock",
            waiting: { progress(ModelProgress(name: request.name, stage: .waiting)) }
        ) { () async throws(KapellError) in
            if try isThere(request, sha256) { return }
            let part = try PartFile(path: request.destination + ".part")
            try await HTTPFetcher.withFetcher(options) { (fetcher) async throws(KapellError) in
                let run = DownloadRun(
                    request: request, sha256: sha256, fetcher: fetcher, options: options, progress: progress)
                try await run.fetch(from: addresses, into: part)
            }
        }
    }

    /// Whether the finished file lies there; one with another hash is removed.
    private func isThere(_ request: DownloadRequest, _ sha256: String) throws(KapellError) -> Bool {
        guard let facts = FileSystem.facts(of: request.destination) else { return false }
        if request.bytes == nil || request.bytes == facts.bytes,
            try FileDigest.sha256(of: FileBytes(path: request.destination)) == sha256
        {
            return true
        }
        try FileSystem.remove(request.destination)
        return false
    }
}
