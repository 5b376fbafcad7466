import KapellCore

/// One download under way: the sources in turn, the attempts on each, and the check at the end.
struct DownloadRun: Sendable {
    let request: DownloadRequest
    let sha256: String
    let fetcher: HTTPFetcher
    let options: DownloadOptions
    let progress: @Sendable (ModelProgress) -> Void

    func fetch(from addresses: [DownloadAddress], into part: PartFile) async throws(KapellError) {
        var last: KapellError?
        for address in addresses {
            do throws(DownloadFault) {
                try await fetch(address, into: part)
                return
            } catch {
                if case .stop(let error) = error { throw error }
                last = error.error
            }
        }
        if part.count == 0 { try part.remove() }
        throw last ?? KapellError(.network, "\(request.name) could not be fetched.")
    }

    /// Attempts on one source until the file is whole and right.
    private func fetch(_ address: DownloadAddress, into part: PartFile) async throws(DownloadFault) {
        var fruitless = 0
        var hasStartedOver = false
        for attempt in 1...max(1, options.totalAttempts) {
            let before = part.count
            do throws(DownloadFault) {
                let isWhole = part.count > 0 && (part.count == request.bytes || part.count == part.total)
                if !isWhole {
                    try await DownloadAttempt(run: self, address: address).run(into: part)
                }
                try finish(part, address)
                return
            } catch {
                switch error {
                case .startOver where !hasStartedOver:
                    hasStartedOver = true
                    continue
                case .startOver(let reason):
                    throw .nextSource(reason)
                case .retry(let reason):
                    fruitless = part.count > before ? 1 : fruitless + 1
                    guard fruitless < options.attempts, attempt < options.totalAttempts else {
                        throw .nextSource(reason)
                    }
                    try await pause(fruitless)
                case .nextSource, .stop:
                    throw error
                }
            }
        }
    }

    private func pause(_ attempt: Int) async throws(DownloadFault) {
        do {
            try await options.sleep(options.pause(before: attempt))
        } catch {
            throw .stop(KapellError(.cancelled, "Fetching \(request.name) was cancelled."))
        }
    }

    /// Compares the hash and puts the file in its place.
    private func finish(_ part: PartFile, _ address: DownloadAddress) throws(DownloadFault) {
        let got = part.digest
        let wasResumed = part.isResumed
        do throws(KapellError) {
            if got == sha256 {
                try part.finish(as: request.destination)
                return
            }
            try part.reset()
        } catch {
            throw .stop(error)
        }
        let error = KapellError(
            .corrupt,
            "\(request.name) from \(address.text) has the wrong SHA-256: expected \(sha256), got \(got). "
                + "The file was removed.",
            remedy: "Check the checksum and the address, or take another source.", isRetryable: false)
        // The part of an earlier run may have been damaged: one attempt from the start tells.
        throw wasResumed ? .startOver(error) : .nextSource(error)
    }
}
