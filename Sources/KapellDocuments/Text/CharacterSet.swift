internal import CXML2

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Bytes of any encoding as UTF-8, and which encoding they have.
enum CharacterSet {
    /// Text with what was done to get it.
    struct Decoded {
        /// Valid UTF-8 without a mark at its start.
        var bytes: [UInt8]
        /// The encoding in capitals, as `UTF-8` or `WINDOWS-1252`.
        var name: String
        /// How many places were no characters of the encoding.
        var replaced: Int
        /// Whether nothing said so: the encoding was concluded from the bytes.
        var isGuess: Bool
    }

    /// Decides by the mark at the start, then by what the document or its container declares, then by the bytes.
    ///
    /// - Parameter declared: the name that the document itself or an e-mail's header gives.
    static func decode(_ bytes: [UInt8], declared: String?) -> Decoded {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return sound(Array(bytes.dropFirst(3)), "UTF-8", isGuess: false)
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return convert(Array(bytes.dropFirst(2)), "UTF-16LE", isGuess: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return convert(Array(bytes.dropFirst(2)), "UTF-16BE", isGuess: false) }
        if let wide = TextDecoding.utf16(bytes) { return convert(bytes, wide, isGuess: true) }
        let isUTF8 = UTF8Validation.firstInvalidOffset(in: bytes) == nil
        if let declared = declared.map(canonical), !declared.isEmpty {
            if declared == "UTF-8" || declared.hasPrefix("UTF-16") || declared == "US-ASCII" {
                // A file of single bytes cannot be UTF-16, whatever its header says (WHATWG does the same).
                if isUTF8 { return sound(bytes, "UTF-8", isGuess: declared != "UTF-8") }
                if declared == "UTF-8" { return guess(bytes) }
            } else if isKnown(declared) {
                return convert(bytes, declared, isGuess: false)
            }
        }
        return isUTF8 ? sound(bytes, "UTF-8", isGuess: true) : guess(bytes)
    }

    /// Not UTF-8: mostly UTF-8 with damage, or else the western one-byte encoding.
    private static func guess(_ bytes: [UInt8]) -> Decoded {
        var (wide, high) = (0, 0)
        for index in bytes.indices where bytes[index] >= 0xC2 && index + 1 < bytes.count {
            high += 1
            if bytes[index + 1] & 0xC0 == 0x80 { wide += 1 }
        }
        if high >= 20, wide * 10 >= high * 9 { return sound(bytes, "UTF-8", isGuess: true) }
        return convert(bytes, "WINDOWS-1252", isGuess: true)
    }

    /// The name in capitals. The web's Latin-1 is Windows-1252, which has letters where Latin-1 has controls.
    static func canonical(_ name: String) -> String {
        let name = name.uppercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
        switch name {
        case "UTF8": return "UTF-8"
        case "ISO-8859-1", "ISO8859-1", "ISO_8859-1", "LATIN1", "LATIN-1", "CP1252", "X-CP1252", "WINDOWS1252":
            return "WINDOWS-1252"
        case "ASCII": return "US-ASCII"
        case "GB2312": return "GBK"
        case "KS_C_5601-1987": return "CP949"
        default: return name
        }
    }

    private static func isKnown(_ name: String) -> Bool {
        guard name.utf8.allSatisfy({ ($0 > 0x20 && $0 < 0x7F) && $0 != UInt8(ascii: "/") }) else { return false }
        let converter = iconv_open("UTF-8", name)
        guard converter != iconv_t(bitPattern: -1) else { return false }
        iconv_close(converter)
        return true
    }

    /// Bytes that are to be UTF-8: what is not becomes U+FFFD.
    private static func sound(_ bytes: [UInt8], _ name: String, isGuess: Bool) -> Decoded {
        guard UTF8Validation.firstInvalidOffset(in: bytes) != nil else {
            return Decoded(bytes: bytes, name: name, replaced: 0, isGuess: isGuess)
        }
        let text = Array(String(decoding: bytes, as: UTF8.self).utf8)
        var replaced = 0
        for index in text.indices.dropLast(2)
        where text[index] == 0xEF && text[index + 1] == 0xBF && text[index + 2] == 0xBD { replaced += 1 }
        return Decoded(bytes: text, name: name, replaced: replaced, isGuess: isGuess)
    }

    private static func convert(_ bytes: [UInt8], _ name: String, isGuess: Bool) -> Decoded {
        var result = Decoded(bytes: [], name: name, replaced: 0, isGuess: isGuess)
        let converter = iconv_open("UTF-8", name)
        guard converter != iconv_t(bitPattern: -1) else { return sound(bytes, "UTF-8", isGuess: true) }
        defer { iconv_close(converter) }
        result.bytes.reserveCapacity(bytes.count + bytes.count / 8)
        var input = bytes
        var output = [CChar](repeating: 0, count: 1 << 16)
        let capacity = output.count
        input.withUnsafeMutableBytes { raw in
            guard var next = raw.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            var left = raw.count
            while left > 0 {
                let before = left
                var failure: Int32 = 0
                let written = output.withUnsafeMutableBufferPointer { buffer -> Int in
                    var pointer: UnsafeMutablePointer<CChar>? = next
                    var target = buffer.baseAddress
                    var room = capacity
                    if iconv(converter, &pointer, &left, &target, &room) == Int.max || left > 0 { failure = errno }
                    next = pointer ?? next
                    return capacity - room
                }
                result.bytes.append(contentsOf: output[..<written].lazy.map { UInt8(bitPattern: $0) })
                if left == 0 { break }
                if failure == E2BIG, written > 0 || left < before { continue }
                // A byte that is no character, or a character that is cut at the end.
                result.bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
                result.replaced += 1
                next += 1
                left -= 1
            }
        }
        return result
    }
}
