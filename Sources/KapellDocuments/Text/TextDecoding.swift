internal import KapellCore

/// Decides whether the bytes of a file are text that can be taken as it is.
enum TextDecoding {
    /// The text, byte for byte.
    ///
    /// - Throws: `.invalidRequest` for a file without any visible character, `.corrupt` for UTF-16 and for invalid
    ///   UTF-8, `.unsupported` for a binary file.
    static func text(of source: DocumentSource) throws(KapellError) -> String {
        let bytes = source.bytes
        if let encoding = utf16(bytes) {
            throw KapellError(
                .corrupt, "\(source.name) is \(encoding), not UTF-8.",
                remedy: iconv(source, from: encoding))
        }
        if bytes.contains(0) {
            throw KapellError(
                .unsupported, "\(source.name) is a binary file, not text.",
                remedy: "Leave it out, or add a document in PDF, Markdown or plain text instead.")
        }
        if let offset = UTF8Validation.firstInvalidOffset(in: bytes) {
            let line = bytes[..<offset].reduce(into: 1) { if $1 == 0x0A { $0 += 1 } }
            let byte = String(bytes[offset], radix: 16, uppercase: true)
            throw KapellError(
                .corrupt,
                "\(source.name) is not valid UTF-8: byte \(offset) in line \(line) is 0x\(byte).",
                remedy: iconv(source, from: "WINDOWS-1252"))
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if bytes[start...].allSatisfy({ $0 <= 0x20 }) {
            throw KapellError(
                .invalidRequest, "\(source.name) is empty.", remedy: "Leave it out, or add the file with its content.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The name of the UTF-16 form that the bytes have, by mark or by their zero bytes.
    static func utf16(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xFE]) { return "UTF-16LE" }
        if bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16BE" }
        let head = bytes.prefix(512)
        guard head.count >= 8 else { return nil }
        var zeros = (even: 0, odd: 0)
        for (index, byte) in head.enumerated() where byte == 0 {
            if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        // Latin text in UTF-16: nearly every second byte is zero, and none of the others.
        if zeros.even == 0, zeros.odd * 10 >= head.count * 4 { return "UTF-16LE" }
        if zeros.odd == 0, zeros.even * 10 >= head.count * 4 { return "UTF-16BE" }
        return nil
    }

    private static func iconv(_ source: DocumentSource, from encoding: String) -> String {
        let target = DocumentSource(bytes: [], name: "\(source.name).utf8").shellName
        let guess = encoding.hasPrefix("UTF") ? "" : " (or the encoding it was written in)"
        return "Convert it: iconv -f \(encoding) -t UTF-8 \(source.shellName) > \(target)\(guess)"
    }
}
