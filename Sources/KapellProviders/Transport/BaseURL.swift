public import KapellCore

/// The address below which a provider's paths lie: `https://api.example.com/v1`.
public struct BaseURL: Sendable, Hashable {
    public let isSecure: Bool
    /// In lower case; an address of version 6 without brackets.
    public let host: String
    public let port: Int
    /// Empty, or beginning with a slash and not ending with one; percent-encoded.
    public let path: String

    /// - Parameter name: what errors call it.
    /// - Throws: `configuration` for anything but `http` or `https`, a host, a port and a path. An address with a user,
    ///   a query or a fragment is refused: credentials do not belong there.
    public init(_ text: String, named name: String = "the base URL") throws(KapellError) {
        func refuse(_ why: String) -> KapellError {
            KapellError(
                .configuration, "\(name.prefix(1).uppercased() + name.dropFirst()) \(why).",
                remedy: "Write it like https://api.example.com/v1.")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"") })
        else { throw refuse("holds characters that an address cannot have") }
        let lowered = text.lowercased()
        let rest: Substring
        if lowered.hasPrefix("https://") {
            isSecure = true
            rest = text.dropFirst(8)
        } else if lowered.hasPrefix("http://") {
            isSecure = false
            rest = text.dropFirst(7)
        } else {
            throw refuse("does not begin with https:// or http://")
        }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw refuse("has a query or a fragment") }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else { throw refuse("holds a user or a password") }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path.removeLast() }
        self.path = String(path)
        var host = authority
        var port: Substring?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { throw refuse("has no `]`") }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.first == ":" else { throw refuse("has no port after `]`") }
            port = after.isEmpty ? nil : after.dropFirst()
            guard IPAddress(host)?.bytes.count == 16 else { throw refuse("has no address between `[` and `]`") }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty else { throw refuse("has no host") }
        self.host = host.lowercased()
        if let port {
            guard let number = Int(port), (1...65_535).contains(number) else { throw refuse("has no valid port") }
            self.port = number
        } else {
            self.port = isSecure ? 443 : 80
        }
    }

    /// Host and port as the `host` field of a request has them.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Scheme and authority.
    public var origin: String { (isSecure ? "https://" : "http://") + authority }
}

extension BaseURL: CustomStringConvertible {
    public var description: String { origin + path }
}
