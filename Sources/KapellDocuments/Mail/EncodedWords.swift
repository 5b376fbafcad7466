/// Words of other alphabets in the headers of an e-mail: `=?utf-8?Q?Gr=C3=BC=C3=9Fe?=` (RFC 2047).
enum EncodedWords {
    static func decode(_ text: String) -> String {
        guard text.contains("=?") else { return text }
        var result = ""
        // Bytes of one encoding whose letters may go on in the next word.
        var open: (charset: String, bytes: [UInt8])?
        func close() {
            guard let word = open else { return }
            result += String(decoding: CharacterSet.decode(word.bytes, declared: word.charset).bytes, as: UTF8.self)
            open = nil
        }
        var rest = text[...]
        while let start = rest.firstRange(of: "=?") {
            let between = rest[..<start.lowerBound]
            guard let word = word(rest[start.upperBound...]) else {
                close()
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                continue
            }
            // White space between two such words is none.
            if open == nil || !between.allSatisfy(\.isWhitespace) {
                close()
                result += between
            }
            if let before = open, before.charset == word.charset {
                open = (word.charset, before.bytes + word.bytes)
            } else {
                close()
                open = (word.charset, word.bytes)
            }
            rest = rest[word.end...]
        }
        close()
        return result + rest
    }

    private static func word(_ text: Substring) -> (charset: String, bytes: [UInt8], end: String.Index)? {
        guard let first = text.prefix(60).firstIndex(of: "?") else { return nil }
        let form = text[text.index(after: first)...]
        guard let letter = form.first, form.dropFirst().first == "?" else { return nil }
        let content = form.dropFirst(2)
        guard let end = content.prefix(4000).firstRange(of: "?=") else { return nil }
        let bytes = Array(content[..<end.lowerBound].utf8)
        // A language may stand behind the encoding's name.
        let charset = String(text[..<first].split(separator: "*").first ?? "")
        switch letter {
        case "B", "b": return (charset, TransferEncoding.base64(bytes), end.upperBound)
        case "Q", "q": return (charset, TransferEncoding.quotedPrintable(bytes, isWord: true), end.upperBound)
        default: return nil
        }
    }
}
