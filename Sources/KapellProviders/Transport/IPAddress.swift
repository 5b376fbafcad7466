#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An address of the Internet Protocol, version 4 or 6.
public struct IPAddress: Sendable, Hashable {
    /// 4 or 16 bytes.
    public let bytes: [UInt8]

    /// An address as a person writes it, such as `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`; a zone (`%eth0`) is left
    /// out. `nil` where `text` is something else, such as a name.
    public init?(_ text: some StringProtocol) {
        var bare = Substring(String(text))
        if bare.first == "[", bare.last == "]" { bare = bare.dropFirst().dropLast() }
        bare = bare.prefix { $0 != "%" }
        let text = String(bare)
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        bytes = withUnsafeBytes(of: &six) { Array($0) }
    }

    init?(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        guard self.bytes.count == 4 || self.bytes.count == 16 else { return nil }
    }

    /// Whether the address leads anywhere but to a host of the public internet: loopback, private networks, link-local
    /// (with the metadata services of clouds), unique local, carrier-grade NAT, multicast, reserved; and version 4
    /// addresses of these kinds within version 6.
    ///
    /// Source: the IANA special-purpose address registries; 168.63.129.16 is Azure's host service.
    public var isPrivate: Bool { bytes.count == 4 ? isPrivateFour(bytes[...]) : isPrivateSix }

    private func isPrivateFour(_ bytes: ArraySlice<UInt8>) -> Bool {
        let (a, b, c, d) = (
            bytes[bytes.startIndex], bytes[bytes.startIndex + 1], bytes[bytes.startIndex + 2],
            bytes[bytes.startIndex + 3]
        )
        switch (a, b, c, d) {
        case (0, _, _, _), (10, _, _, _), (127, _, _, _): return true
        case (100, 64...127, _, _), (169, 254, _, _), (172, 16...31, _, _), (192, 168, _, _): return true
        case (192, 0, 0, _), (192, 0, 2, _), (198, 18...19, _, _), (198, 51, 100, _), (203, 0, 113, _): return true
        case (168, 63, 129, 16): return true
        case (224...255, _, _, _): return true
        default: return false
        }
    }

    private var isPrivateSix: Bool {
        // Unspecified, loopback, and addresses of version 4 in the old "compatible" form.
        if bytes.prefix(12).allSatisfy({ $0 == 0 }) { return true }
        // Version 4 within version 6: mapped, NAT64 and 6to4.
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return isPrivateFour(bytes[12...])
        }
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B]) {
            return !bytes[4..<12].allSatisfy { $0 == 0 } || isPrivateFour(bytes[12...])
        }
        if bytes.starts(with: [0x20, 0x02]) { return isPrivateFour(bytes[2..<6]) }
        // Everything else that is public lies in 2000::/3; documentation (2001:db8::/32), Teredo (2001::/32) do not
        // lead to a provider.
        guard bytes[0] & 0xE0 == 0x20 else { return true }
        return bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) || bytes.starts(with: [0x20, 0x01, 0x00, 0x00])
    }
}
