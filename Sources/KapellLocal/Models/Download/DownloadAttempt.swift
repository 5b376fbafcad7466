import AsyncHTTPClient
import KapellCore
import NIOCore
import NIOHTTP1

/// One request for the rest of a file, and what comes of it.
struct DownloadAttempt: Sendable {
    let run: DownloadRun
    let address: DownloadAddress

    private var name: String { run.request.name }

    func run(into part: PartFile) async throws(DownloadFault) {
        if let bytes = run.request.bytes, part.count > bytes {
            try stopping { () throws(KapellError) in try part.reset() }
        }
        let offset = part.count
        var headers: [(String, String)] = []
        if offset > 0 {
            headers.append(("Range", "bytes=\(offset)-"))
            if let tag = part.tag, part.source == address.text { headers.append(("If-Range", tag)) }
        }
        let response = try await run.fetcher.get(address, headers: headers)
        let total: Int64?
        switch response.status.code {
        case 200:
            // The server sends the whole file, whether asked for the rest or not.
            if offset > 0 { try stopping { () throws(KapellError) in try part.reset() } }
            total = response.headers.first(name: "Content-Length").flatMap { Int64($0) }
        case 206:
            total = try rest(response, part)
        case 416:
            if offset > 0, response.headers.first(name: "Content-Range") == "bytes */\(offset)" { return }
            throw try startOver(part, "\(address.text) has no bytes from \(offset) on.")
        default:
            throw HTTPFetcher.failure(status: Int(response.status.code), address.text)
        }
        if let total, let expected = run.request.bytes, total != expected {
            throw .nextSource(
                KapellError(.corrupt, "\(name) has \(total) bytes at \(address.text); \(expected) were expected."))
        }
        try stopping { () throws(KapellError) in
            try part.note(total: total, tag: tag(response), source: address.text)
            if let whole = total ?? run.request.bytes {
                try DiskSpace.require(whole - part.count, at: part.path, free: run.options.freeSpace)
            }
        }
        try await take(response, total: total, into: part)
    }

    /// Checks an answer that continues the part, and returns the length of the whole.
    private func rest(_ response: HTTPClientResponse, _ part: PartFile) throws(DownloadFault) -> Int64? {
        guard part.count > 0, let text = response.headers.first(name: "Content-Range"),
            let range = ContentRange(text), range.first == part.count
        else { throw try startOver(part, "\(address.text) sent another range than asked for.") }
        if let known = part.total, let total = range.total, known != total {
            throw try startOver(part, "\(name) changed its length at \(address.text).")
        }
        if part.source == address.text, let known = part.tag, let tag = tag(response), known != tag {
            throw try startOver(part, "\(name) changed at \(address.text).")
        }
        return range.total ?? part.total
    }

    /// Writes the body to the part.
    private func take(
        _ response: HTTPClientResponse, total: Int64?, into part: PartFile
    ) async throws(DownloadFault) {
        let limit = total ?? run.request.bytes
        var meter = ProgressMeter(name, .downloading, total: limit, report: run.progress)
        meter.update(part.count)
        do {
            for try await buffer in response.body {
                if Task.isCancelled { throw CancellationError() }
                if let limit, part.count + Int64(buffer.readableBytes) > limit {
                    try part.reset()
                    throw DownloadFault.nextSource(
                        KapellError(.corrupt, "\(address.text) sent more than the \(limit) bytes of \(name)."))
                }
                var failure: KapellError?
                buffer.withUnsafeReadableBytes { bytes in
                    do throws(KapellError) { try part.append(bytes) } catch { failure = error }
                }
                if let failure { throw failure }
                meter.update(part.count)
            }
        } catch {
            throw HTTPFetcher.failure(error, address.text, run.options)
        }
        if let limit, part.count < limit {
            throw .retry(
                KapellError(
                    .network, "\(address.text) ended after \(part.count) of \(limit) bytes.",
                    remedy: "Try again: what has arrived is kept.", isRetryable: true))
        }
    }

    private func startOver(_ part: PartFile, _ message: String) throws(DownloadFault) -> DownloadFault {
        try stopping { () throws(KapellError) in try part.reset() }
        return .startOver(KapellError(.network, message, isRetryable: true))
    }

    /// The tag of the file, unless the server calls it weak.
    private func tag(_ response: HTTPClientResponse) -> String? {
        guard let tag = response.headers.first(name: "ETag"), !tag.hasPrefix("W/") else { return nil }
        return tag
    }

    /// A fault of this machine ends the download.
    private func stopping(_ body: () throws(KapellError) -> Void) throws(DownloadFault) {
        do throws(KapellError) { try body() } catch { throw .stop(error) }
    }
}
