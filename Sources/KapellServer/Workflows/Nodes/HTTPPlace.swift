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
        escaped(text) { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }

    /// A value as a part of a path or a query, which it cannot leave.
    static func part(_ text: String) -> String {
        escaped(text) { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
            default: false
            }
        }
    }

    private static func escaped(_ text: String, _ isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isKept(byte) {
                bytes.append(byte)
            } else {
                bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
