import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An address that may be fetched: `https`, or `http` on this machine alone.
///
/// A user name and password in the address are taken out of it and sent as a header; messages never show them.
struct DownloadAddress: Sendable, Hashable {
    /// The address without credentials and fragment.
    let text: String
    /// The value of the `Authorization` header, if the address had credentials.
    let authorization: String?
    /// The part behind `#`.
    let fragment: String?
    let host: String

    /// Fails with `.invalidRequest` for anything that may not be fetched.
    init(_ text: String, relativeTo base: DownloadAddress? = nil) throws(KapellError) {
        let baseURL = base.flatMap { URL(string: $0.text) }
        guard let url = URL(string: text, relativeTo: baseURL)?.absoluteURL,
            var parts = URLComponents(url: url, resolvingAgainstBaseURL: true),
            let scheme = parts.scheme?.lowercased(), let host = parts.host, !host.isEmpty
        else {
            throw KapellError(
                .invalidRequest, "'\(Self.withoutCredentials(text))' is not an address that can be fetched.",
                remedy: "Give an address that begins with https://.")
        }
        guard scheme == "https" || (scheme == "http" && Self.isLoopback(host)) else {
            throw KapellError(
                .invalidRequest,
                "\(Self.withoutCredentials(text)) is not fetched: only https is, "
                    + "and http from this machine.",
                remedy: "Give the https address.")
        }
        fragment = parts.fragment
        parts.fragment = nil
        var authorization: String?
        if let user = parts.user, !user.isEmpty {
            let pair = "\(user):\(parts.password ?? "")"
            authorization = "Basic \(Data(pair.utf8).base64EncodedString())"
        }
        parts.user = nil
        parts.password = nil
        let clean = parts.string ?? url.absoluteString
        self.text = clean
        self.host = host.lowercased()
        if authorization == nil, let base, base.host == self.host {
            authorization = base.authorization
        }
        self.authorization = authorization
    }

    /// The last part of the path, decoded.
    var fileName: String {
        guard let path = URLComponents(string: text)?.path else { return "" }
        return FileSystem.name(of: path)
    }

    private static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name == "::1" || name == "[::1]" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The text with anything between `//` and `@` hidden.
    private static func withoutCredentials(_ text: String) -> String {
        guard let slashes = text.firstRange(of: "//") else { return String(text.prefix(300)) }
        let rest = text[slashes.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return String(text.prefix(300)) }
        return String((text[..<slashes.upperBound] + "…" + rest[at...]).prefix(300))
    }
}
