public import KapellCore

/// Where an engine's REST API is.
public struct EngineEndpoint: Sendable, Hashable {
    /// Such as `http://127.0.0.1:8000` or `https://cluster.example:6333`.
    public let url: String
    /// Sent with every request; stands in no error and in no description of this value.
    public let key: String?
    /// How long one request may take.
    public let timeout: Duration

    let host: String

    /// - Throws: `configuration` for an address that cannot be used, and for a key that would travel unencrypted to a
    ///   host that is not private.
    public init(_ url: String, key: String? = nil, timeout: Duration = .seconds(60)) throws(KapellError) {
        func refuse(_ why: String, _ remedy: String) -> KapellError {
            KapellError(.configuration, "The engine's address \(why).", remedy: remedy)
        }
        let lowered = url.lowercased()
        let isSecure = lowered.hasPrefix("https://")
        guard isSecure || lowered.hasPrefix("http://"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw refuse("does not begin with https:// or http://", "Write it like https://engine.example:6333.")
        }
        var rest = url.dropFirst(isSecure ? 8 : 7)
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0 == "@" || $0 == "\\" }) else {
            throw refuse(
                "holds a user, a query or a fragment", "Write only host, port and path; give the key by itself.")
        }
        while rest.last == "/" { rest.removeLast() }
        let authority = rest.prefix { $0 != "/" }
        let host =
            authority.first == "["
            ? String(authority.dropFirst().prefix { $0 != "]" }) : String(authority.prefix { $0 != ":" })
        guard !host.isEmpty else { throw refuse("has no host", "Write it like https://engine.example:6333.") }
        guard isSecure || key == nil || Self.isPrivate(host) else {
            throw refuse("would carry the key to \(host) without encryption", "Write it with https.")
        }
        if let key, key.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) || key.isEmpty {
            throw KapellError(.configuration, "The engine's key cannot be sent.", remedy: "Look for a line end in it.")
        }
        self.url = (isSecure ? "https://" : "http://") + rest
        self.host = host.lowercased()
        self.key = key
        self.timeout = timeout
    }

    /// By its name or address alone: a host without a dot is one of a local network.
    private static func isPrivate(_ host: String) -> Bool {
        let name = host.lowercased()
        let bytes = name.split(separator: ".").compactMap { UInt8($0) }
        if bytes.count == 4, name.utf8.filter({ $0 == UInt8(ascii: ".") }).count == 3 {
            return bytes[0] == 127 || bytes[0] == 10 || (bytes[0] == 192 && bytes[1] == 168)
                || (bytes[0] == 172 && (16...31).contains(bytes[1]))
        }
        if name.contains(":") { return name == "::1" || name.hasPrefix("fd") || name.hasPrefix("fe80") }
        return !name.contains(".")
            || [".local", ".internal", ".localhost", ".home.arpa"].contains { name.hasSuffix($0) }
    }
}

extension EngineEndpoint: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { url }
    public var debugDescription: String { url }
    public var customMirror: Mirror { Mirror(self, children: ["url": url]) }
}
