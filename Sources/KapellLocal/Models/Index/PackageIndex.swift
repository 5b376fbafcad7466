import AsyncHTTPClient
import KapellCore
import NIOCore
import NIOHTTP1

/// Finds a file in a package index by its name and hash.
struct PackageIndex: Sendable {
    let address: String
    let options: DownloadOptions

    /// The address of the file `wheel` names.
    ///
    /// Fails with `.notFound` when the index lists no file of that name with that hash.
    @concurrent
    func locate(_ wheel: WheelSource) async throws(KapellError) -> DownloadAddress {
        let page = try DownloadAddress("\(address)/\(SimplePage.normalizedName(wheel.project))/")
        let html = try await HTTPFetcher.withFetcher(options) { (fetcher) async throws(KapellError) in
            try await text(of: page, fetcher)
        }
        for link in SimplePage(parsing: html).links {
            guard let candidate = try? DownloadAddress(link, relativeTo: page), candidate.fileName == wheel.file,
                candidate.fragment?.lowercased().contains("sha256=\(wheel.sha256)") == true
            else { continue }
            return candidate
        }
        throw KapellError(
            .notFound,
            "The package index lists no \(wheel.file) with the SHA-256 \(wheel.sha256) at \(page.text).",
            remedy: "Set PIP_INDEX_URL to an index that has it, or put the wheel into a folder "
                + "that PIP_FIND_LINKS names.")
    }

    /// Reads a page of at most 32 MiB, with the same patience as for a download.
    private func text(of page: DownloadAddress, _ fetcher: HTTPFetcher) async throws(KapellError) -> String {
        var attempt = 0
        while true {
            do throws(DownloadFault) {
                return try await once(page, fetcher)
            } catch {
                guard case .retry(let reason) = error, attempt + 1 < options.attempts else { throw error.error }
                attempt += 1
                do {
                    try await options.sleep(options.pause(before: attempt))
                } catch {
                    throw KapellError(.cancelled, "Asking the package index was cancelled.", remedy: reason.remedy)
                }
            }
        }
    }

    private func once(_ page: DownloadAddress, _ fetcher: HTTPFetcher) async throws(DownloadFault) -> String {
        let response = try await fetcher.get(page, headers: [("Accept", "text/html")])
        guard response.status.code == 200 else {
            throw HTTPFetcher.failure(status: Int(response.status.code), page.text)
        }
        do {
            let body = try await response.body.collect(upTo: 32 << 20)
            return String(decoding: body.readableBytesView, as: UTF8.self)
        } catch {
            throw HTTPFetcher.failure(error, page.text, options)
        }
    }
}
