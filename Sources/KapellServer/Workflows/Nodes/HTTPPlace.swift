import KapellCore
import KapellProviders

/// Where a request goes: a host, and what is asked of it.
struct HTTPPlace: Sendable, Hashable {
    let base: BaseURL
    /// Path and query, percent-encoded.
    let target: String

    /// - Throws: `.invalidRequest` for what is no address.
    init(_ url: String) throws(KapellError) {
        guard let scheme = url.firstRange(of: "://") else { throw Self.wrong("has no scheme") }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let target = rest.dropFirst(authority.count).prefix { $0 != "#" }
        do throws(KapellError) {
            base = try BaseURL("\(url[..<scheme.upperBound])\(authority)", named: "the address")
        } catch {
            throw KapellError(
                .invalidRequest, error.message, remedy: "Write it like https://api.example.com/orders.",
                isRetryable: false)
        }
        self.target = Self.encoded(target.first == "/" ? String(target) : "/\(target)")
    }

    private static func wrong(_ why: String) -> KapellError {
        KapellError(
            .invalidRequest, "The address of a request \(why).",
            remedy: "Write it like https://api.example.com/orders.",
            isRetryable: false)
    }

    /// What an address cannot hold as it is; the rest stays.
    private static func encoded(_ text: String) -> String {
        PercentEncoding.escaped(text) { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
