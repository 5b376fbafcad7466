/// URIs, templates of them, UUIDs and relative JSON pointers.
enum FormatAddresses {
    static func isHexadecimal(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
    }

    /// RFC 3986, and RFC 3987 for international ones.
    static func isURI(_ text: String, mayBeRelative: Bool, isInternational: Bool) -> Bool {
        let uri = SchemaURI(text)
        guard uri.scheme != nil || mayBeRelative else { return false }
        if uri.scheme == nil, uri.authority == nil {
            // A colon in the first part would make it a scheme.
            let first = uri.path.utf8.prefix { $0 != UInt8(ascii: "/") }
            guard !first.contains(UInt8(ascii: ":")) else { return false }
        }
        guard consists(of: ":@/", uri.path, isInternational),
            consists(of: ":@/?", uri.query ?? "", isInternational),
            consists(of: ":@/?", uri.fragment ?? "", isInternational)
        else { return false }
        return uri.authority.map { isAuthority($0, isInternational) } ?? true
    }

    private static func isAuthority(_ text: String, _ isInternational: Bool) -> Bool {
        var host = Array(text.utf8)[...]
        if let at = host.lastIndex(of: UInt8(ascii: "@")) {
            guard consists(of: ":", String(decoding: host[..<at], as: UTF8.self), isInternational) else { return false }
            host = host[(at + 1)...]
        }
        if host.first == UInt8(ascii: "[") {
            guard let end = host.lastIndex(of: UInt8(ascii: "]")) else { return false }
            let inner = host[(host.startIndex + 1)..<end]
            let rest = host[(end + 1)...]
            guard rest.isEmpty || (rest.first == UInt8(ascii: ":") && rest.dropFirst().allSatisfy(isDigit)) else {
                return false
            }
            if inner.first == UInt8(ascii: "v") {
                return inner.contains(UInt8(ascii: "."))
                    && consists(of: ":", String(decoding: inner, as: UTF8.self), false)
            }
            return FormatHosts.isIPv6(inner)
        }
        if let colon = host.lastIndex(of: UInt8(ascii: ":")) {
            guard host[(colon + 1)...].allSatisfy(isDigit) else { return false }
            host = host[..<colon]
        }
        return consists(of: "", String(decoding: host, as: UTF8.self), isInternational)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Whether a text has only unreserved characters, those between the parts of a component, escapes, and `others`.
    private static func consists(of others: String, _ text: String, _ isInternational: Bool) -> Bool {
        let bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "%") {
                guard place + 2 < bytes.count, isHexadecimal(bytes[place + 1]), isHexadecimal(bytes[place + 2]) else {
                    return false
                }
                place += 2
            } else {
                let isFine =
                    FormatHosts.isLetterOrDigit(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
                    || others.utf8.contains(byte) || (isInternational && byte >= 0x80)
                guard isFine else { return false }
            }
            place += 1
        }
        return true
    }

    /// RFC 6570, as far as its braces, names and operators.
    static func isTemplate(_ text: String) -> Bool {
        var expression: [UInt8]?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "{"):
                guard expression == nil else { return false }
                expression = []
            case UInt8(ascii: "}"):
                guard let inner = expression, isExpression(inner) else { return false }
                expression = nil
            default:
                if expression != nil {
                    expression?.append(byte)
                } else if byte <= 0x20 || byte == 0x7F || "\"'<>\\^`|".utf8.contains(byte) {
                    return false
                }
            }
        }
        return expression == nil
    }

    private static func isExpression(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        if let first = rest.first, "+#./;?&=,!@|".utf8.contains(first) { rest = rest.dropFirst() }
        return rest.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).allSatisfy { variable in
            var name = variable
            if name.last == UInt8(ascii: "*") { name = name.dropLast() }
            if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
                let length = name[(colon + 1)...]
                guard (1...4).contains(length.count), length.allSatisfy(isDigit), length.first != 0x30 else {
                    return false
                }
                name = name[..<colon]
            }
            return !name.isEmpty
                && name.allSatisfy { FormatHosts.isLetterOrDigit($0) || "_.%".utf8.contains($0) }
        }
    }

    static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.indices.allSatisfy { place in
            [8, 13, 18, 23].contains(place) ? bytes[place] == UInt8(ascii: "-") : isHexadecimal(bytes[place])
        }
    }

    /// A number of steps up, and then `#` or a JSON pointer.
    static func isRelativePointer(_ text: String) -> Bool {
        let digits = text.utf8.prefix(while: isDigit)
        guard let first = digits.first, digits.count == 1 || first != 0x30 else { return false }
        let rest = String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self)
        return rest == "#" || SchemaPointer.keys(of: rest) != nil
    }
}
