/// Cuts a filter's text into tokens, one at a time.
struct FilterLexer {
    let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func error(_ offset: Int, expected: String, found: String, remedy: String) -> FilterError {
        .syntax(FilterPosition(offset: offset, in: bytes), expected: expected, found: found, remedy: remedy)
    }

    private func byte(_ ahead: Int = 0) -> UInt8? {
        offset + ahead < bytes.count ? bytes[offset + ahead] : nil
    }

    mutating func next() throws(FilterError) -> FilterToken {
        while let byte = byte(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { offset += 1 }
        let start = offset
        guard let first = byte() else { return FilterToken(kind: .end, start: start, end: start) }
        let kind: FilterToken.Kind
        switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            kind = .value(.string(try quoted(first, "the text")))
        case UInt8(ascii: "`"):
            kind = try name()
        case UInt8(ascii: "-"), 0x30...0x39:
            kind = .value(try number())
        case _ where FilterText.isLetter(first) || first >= 0x80:
            kind = try name()
        default:
            kind = try symbol(first)
        }
        return FilterToken(kind: kind, start: start, end: offset)
    }

    // MARK: Symbols

    private mutating func symbol(_ first: UInt8) throws(FilterError) -> FilterToken.Kind {
        let start = offset
        let two = String(decoding: bytes[offset..<min(offset + 2, bytes.count)], as: UTF8.self)
        if ["==", "!=", "<=", ">="].contains(two) {
            offset += 2
            return .symbol(two)
        }
        let one = String(UnicodeScalar(first))
        let wrong: (found: String, remedy: String)? =
            switch (two, one) {
            case ("<>", _): (two, "Write !=.")
            case ("&&", _): (two, "Write and.")
            case ("||", _): (two, "Write or.")
            case (_, "="): (one, "Write == to compare.")
            case (_, "!"): (one, "Write not, or != between a field and a value.")
            case (_, "$"): (one, "Write and, or, ==, in for $and, $or, $eq, $in; put a name like $a in back quotes.")
            case (_, "("), (_, ")"), (_, "["), (_, "]"), (_, ","), (_, "<"), (_, ">"): nil
            default: (one, "Put names with such characters in back quotes, texts in quotes.")
            }
        if let wrong {
            throw error(
                start, expected: "a name, a value or an operator", found: wrong.found, remedy: wrong.remedy)
        }
        offset += 1
        return .symbol(one)
    }

    // MARK: Names

    /// Parts between dots; a part is plain or in back quotes.
    private mutating func name() throws(FilterError) -> FilterToken.Kind {
        var text = ""
        var isQuoted = false
        var isFirst = true
        repeat {
            if !isFirst {
                offset += 1
                text += "."
            }
            if byte() == UInt8(ascii: "`") {
                text += try quoted(UInt8(ascii: "`"), "the name")
                isQuoted = true
            } else {
                text += try plainPart(isFirst: isFirst)
            }
            isFirst = false
        } while byte() == UInt8(ascii: ".")
        guard !text.isEmpty else {
            throw error(offset - 2, expected: "a name", found: "``", remedy: "Name the field.")
        }
        let word = text.lowercased()
        if !isQuoted && FilterText.keywords.contains(word) { return .keyword(word) }
        return .name(text, isQuoted: isQuoted)
    }

    private mutating func plainPart(isFirst: Bool) throws(FilterError) -> String {
        let start = offset
        while let byte = byte() {
            if FilterText.isLetter(byte) || FilterText.isDigit(byte) {
                offset += 1
            } else if byte >= 0x80 {
                let (scalar, length) = scalar(at: offset)
                guard scalar.properties.isXIDContinue else {
                    let isQuote = "“”„‟«»‘’‚‹›".unicodeScalars.contains(scalar)
                    throw error(
                        offset, expected: "a name, a value or an operator", found: FilterText.quoted("\(scalar)", "\""),
                        remedy: isQuote
                            ? "Use straight quotes: \" or '."
                            : "Put names with such characters in back quotes, texts in quotes.")
                }
                offset += length
            } else {
                break
            }
        }
        guard offset > start else {
            throw error(
                offset, expected: "a name after the dot", found: byte() == nil ? "the end" : "no name",
                remedy: "Write a path like author.name; put other names in back quotes.")
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    /// The scalar at the offset, and its bytes. The bytes come from a `String`, so they are whole.
    private func scalar(at offset: Int) -> (Unicode.Scalar, Int) {
        let length = bytes[offset] >= 0xF0 ? 4 : bytes[offset] >= 0xE0 ? 3 : 2
        let text = String(decoding: bytes[offset..<min(offset + length, bytes.count)], as: UTF8.self)
        return (text.unicodeScalars.first ?? "\u{FFFD}", length)
    }

    // MARK: Texts

    private mutating func quoted(_ quote: UInt8, _ what: String) throws(FilterError) -> String {
        let start = offset
        var result: [UInt8] = []
        offset += 1
        while let byte = byte() {
            offset += 1
            if byte == quote { return String(decoding: result, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                result.append(contentsOf: String(try escape()).utf8)
            } else {
                result.append(byte)
            }
        }
        let mark = String(UnicodeScalar(quote))
        throw error(
            start, expected: "\(mark) at the end of \(what)", found: "the end",
            remedy: "Close \(what) that begins here with \(mark); write \\\(mark) for the character itself.")
    }

    private mutating func escape() throws(FilterError) -> Character {
        let start = offset - 1
        let wrong = "Use \\n \\r \\t \\\\ \\\" \\' \\` \\/ \\b \\f \\0, \\u00E9 or \\u{1F600}."
        let letter = byte()
        offset += 1
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "0"): return "\0"
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "/"):
            return Character(UnicodeScalar(letter ?? 0))
        case UInt8(ascii: "u"):
            if var value = codeUnit() {
                if value & 0xFC00 == 0xD800, byte() == UInt8(ascii: "\\"), byte(1) == UInt8(ascii: "u") {
                    offset += 2
                    if let low = codeUnit(), low & 0xFC00 == 0xDC00 {
                        value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
                    }
                }
                if let scalar = Unicode.Scalar(value) { return Character(scalar) }
            }
        default: break
        }
        offset = min(offset, bytes.count)
        let found = String(decoding: bytes[start..<max(offset, start + 1)], as: UTF8.self)
        throw error(start, expected: "an escape", found: found, remedy: wrong)
    }

    /// Four hexadecimal digits, or one to six in braces.
    private mutating func codeUnit() -> UInt32? {
        let isBraced = byte() == UInt8(ascii: "{")
        if isBraced { offset += 1 }
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 6 : 4), let byte = byte(), let digit = Self.hexadecimal(byte) {
            value = value << 4 | digit
            count += 1
            offset += 1
        }
        guard isBraced else { return count == 4 ? value : nil }
        guard count > 0, byte() == UInt8(ascii: "}") else { return nil }
        offset += 1
        return value
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }

    // MARK: Numbers

    private mutating func number() throws(FilterError) -> MetadataValue {
        let start = offset
        var isInteger = true
        if byte() == UInt8(ascii: "-") { offset += 1 }
        func wrong(_ lexer: FilterLexer, _ remedy: String) -> FilterError {
            let end = min(max(lexer.offset + 1, start + 1), lexer.bytes.count)
            let found = String(decoding: lexer.bytes[start..<end].prefix(40), as: UTF8.self)
            return lexer.error(start, expected: "a number", found: found, remedy: remedy)
        }
        let form = "Write numbers like 1, -2.5 or 1e9; put names that begin with a digit in back quotes."
        guard digits() else { throw wrong(self, form) }
        if byte() == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            guard digits() else { throw wrong(self, form) }
        }
        if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
            isInteger = false
            offset += 1
            if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { offset += 1 }
            guard digits() else { throw wrong(self, form) }
        }
        if let byte = byte(), FilterText.isLetter(byte) || byte >= 0x80 || byte == UInt8(ascii: ".") {
            throw wrong(self, form)
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger {
            guard let value = Int64(text) else {
                throw wrong(self, "It does not fit into 64 bits; write \(text.prefix(32)).0 for a number with a point.")
            }
            return .integer(value)
        }
        guard let value = Double(text), value.isFinite else {
            throw wrong(self, "It is too large for a double; compare with a smaller number.")
        }
        return .number(value)
    }

    private mutating func digits() -> Bool {
        let start = offset
        while let byte = byte(), FilterText.isDigit(byte) { offset += 1 }
        return offset > start
    }
}
