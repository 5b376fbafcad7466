/// Hosts and mailboxes.
enum FormatHosts {
    /// RFC 1123: labels of letters, digits and dashes.
    static func isHostname(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        let labels = Array(text.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
            let dash = UInt8(ascii: "-")
            guard first != dash, last != dash else { return false }
            if label.count >= 4, label[label.startIndex + 2] == dash, label[label.startIndex + 3] == dash {
                // Only names that are encoded by RFC 5891 have two dashes there.
                guard first | 0x20 == UInt8(ascii: "x"), label[label.startIndex + 1] | 0x20 == UInt8(ascii: "n"),
                    label.count > 4
                else { return false }
            }
            return label.allSatisfy { $0 == dash || isLetterOrDigit($0) }
        }
    }

    static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return false }
                if part.count > 1, part.first == 0x30 { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
            }
    }

    /// RFC 4291, section 2.2.
    static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        var gaps = 0
        var place = bytes.startIndex
        while place + 1 < bytes.endIndex {
            if bytes[place] == colon, bytes[place + 1] == colon {
                gaps += 1
                place += 1
            }
            place += 1
        }
        guard gaps <= 1, bytes.count >= 2 else { return false }
        var parts = bytes.split(separator: colon, omittingEmptySubsequences: false)
        // A gap at an end leaves two empty parts there, one in the middle leaves one.
        if parts.count > 1, parts[0].isEmpty {
            guard parts[1].isEmpty else { return false }
            parts.removeFirst()
        }
        if parts.count > 1, parts[parts.count - 1].isEmpty {
            guard parts[parts.count - 2].isEmpty else { return false }
            parts.removeLast()
        }
        var groups = 0
        for (position, part) in parts.enumerated() where !part.isEmpty {
            if part.contains(UInt8(ascii: ".")) {
                guard position == parts.count - 1, isIPv4(part) else { return false }
                groups += 2
            } else {
                guard part.count <= 4, part.allSatisfy(FormatAddresses.isHexadecimal) else { return false }
                groups += 1
            }
        }
        guard parts.count(where: \.isEmpty) == gaps else { return false }
        return gaps == 1 ? groups <= 7 : groups == 8
    }

    /// RFC 5321: a local part, an "@", and a host or an address in brackets.
    static func isEmail(_ text: String, isInternational: Bool) -> Bool {
        let bytes = Array(text.utf8)
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0 else { return false }
        guard isInternational || bytes.allSatisfy({ $0 < 0x80 }), isLocalPart(bytes[..<at]) else { return false }
        let domain = bytes[(at + 1)...]
        if domain.first == UInt8(ascii: "["), domain.last == UInt8(ascii: "]") {
            let address = domain.dropFirst().dropLast()
            if address.starts(with: "IPv6:".utf8) { return isIPv6(address.dropFirst(5)) }
            return isIPv4(address)
        }
        // A host that is not ASCII is measured by its other characters.
        let plain = domain.map { $0 < 0x80 ? $0 : UInt8(ascii: "a") }
        return isHostname(String(decoding: plain, as: UTF8.self))
    }

    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        let quote = UInt8(ascii: "\"")
        if bytes.count > 2, bytes.first == quote, bytes.last == quote {
            var isEscaped = false
            for byte in bytes.dropFirst().dropLast() {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == quote || byte < 0x20 {
                    return false
                }
            }
            return !isEscaped
        }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { $0 >= 0x80 || isLetterOrDigit($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }
}
