/// What can be told of a base address by its text alone.
struct ProviderAddress {
    var isSecure: Bool
    /// In lower case, without brackets and without a dot at its end.
    var host: String
    var port: Int

    /// `nil` for what the rule of `url` does not accept.
    init?(_ text: String) {
        guard TextRule.baseURL.accepts(text) else { return nil }
        isSecure = text.hasPrefix("https://")
        let authority = text.dropFirst(isSecure ? 8 : 7).prefix { $0 != "/" }
        var host = authority
        port = isSecure ? 443 : 80
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            host = authority[..<colon]
            port = Int(authority[colon...].dropFirst()) ?? port
        }
        if host.first == "[" { host = host.dropFirst().dropLast() }
        self.host = host.lowercased()
    }

    /// Whether it leads to that port of this machine.
    func isLoopback(port: Int) -> Bool { self.port == port && (isLoopback || host == "0.0.0.0" || host == "::") }

    /// Whether it needs `private: true`: plain http, or a host that is usually one of a private network.
    var isPrivate: Bool {
        if !isSecure || isLoopback { return true }
        if host.contains(":") {
            return ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { host.hasPrefix($0) }
        }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        if numbers.count == 4, let a = numbers[0], let b = numbers[1], numbers.allSatisfy({ $0 != nil }) {
            return a == 10 || a == 0 || (a == 172 && (16...31).contains(b)) || (a == 192 && b == 168)
                || (a == 169 && b == 254) || (a == 100 && (64...127).contains(b))
        }
        let endings = [".local", ".internal", ".home.arpa", ".lan"]
        return !host.contains(".") || endings.contains { host.hasSuffix($0) }
    }

    private var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host.hasPrefix("::ffff:127.")
            || (host.hasPrefix("127.") && host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E })
    }
}
