import KapellText

/// Cuts a text into words, numbers and signs, and tells its sentences, rows and parts.
struct Tokenizer {
    private let scalars: [Unicode.Scalar]
    private let hasRows: Bool
    private var tokens: [Token] = []
    private var sentence = 0
    private var part = 0
    private var index = 0
    private var lastEnd = 0

    private init(_ text: String, hasRows: Bool) {
        var normal: [Unicode.Scalar] = []
        normal.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{201C}", "\u{201D}": normal.append("\"")
            case "\u{2018}", "\u{2019}": normal.append("'")
            case "\u{2013}", "\u{2212}": normal.append("-")
            case "\u{2014}": normal.append(contentsOf: [" ", ",", " "])
            case "\u{A0}": normal.append(" ")
            case "*": if normal.last != "*" { normal.append("*") }
            default: normal.append(scalar)
            }
        }
        scalars = normal.filter { $0 != "*" }
        self.hasRows = hasRows
    }

    static func tokens(of text: String, hasRows: Bool = false, limit: Int) -> [Token] {
        var tokenizer = Tokenizer(text, hasRows: hasRows)
        tokenizer.run(limit)
        return tokenizer.tokens
    }

    private mutating func run(_ limit: Int) {
        while index < scalars.count, tokens.count < limit {
            let start = index
            let scalar = scalars[start]
            if Self.isSpace(scalar) {
                index += 1
                continue
            }
            breaks(before: start)
            if Self.isDigit(scalar) {
                number()
            } else if Self.isLetter(scalar) {
                word()
            } else if scalar == "°", start + 1 < scalars.count, scalars[start + 1] == "C" || scalars[start + 1] == "F" {
                index += 2
                append(start, .word)
            } else {
                sign(scalar)
            }
            lastEnd = index
        }
    }

    /// A blank line ends a sentence; in a table each line does.
    private mutating func breaks(before start: Int) {
        var lines = 0
        for scalar in scalars[lastEnd..<start] where scalar == "\n" { lines += 1 }
        if (hasRows && lines > 0 && !tokens.isEmpty) || lines > 1 {
            sentence += 1
            part += 1
        }
    }

    private mutating func number() {
        let start = index
        while index < scalars.count {
            if Self.isDigit(scalars[index]) {
                index += 1
            } else if index + 1 < scalars.count, [".", ",", ":"].contains(scalars[index]),
                Self.isDigit(scalars[index + 1])
            {
                index += 1
            } else {
                break
            }
        }
        append(start, .number)
    }

    private mutating func word() {
        let start = index
        while index < scalars.count {
            if Self.isLetter(scalars[index]) {
                index += 1
            } else if scalars[index] == "'", index + 1 < scalars.count, Self.isLetter(scalars[index + 1]) {
                index += 1
            } else {
                break
            }
        }
        append(start, .word)
    }

    private mutating func sign(_ scalar: Unicode.Scalar) {
        let start = index
        index += 1
        switch scalar {
        case ".", ";", ":", "?", "!":
            let next = index < scalars.count ? scalars[index] : " "
            guard scalar != "." || Self.isSpace(next) || next == "\"" || next == ")" else { return }
            let isInitial = scalar == "." && tokens.last.map { $0.text.count == 1 && $0.kind == .word } == true
            if !hasRows, !isInitial {
                sentence += 1
                part += 1
            }
        case ",", "(", ")":
            part += 1
        case "|":
            part += 1
            append(start, .sign)
        case "\"":
            break
        case "-":
            while index < scalars.count, scalars[index] == "-" { index += 1 }
            if start == 0 || !Self.isLetter(scalars[start - 1]) { append(start, .sign) }
        default:
            append(start, .sign)
        }
    }

    private mutating func append(_ start: Int, _ kind: Token.Kind) {
        var raw = String(String.UnicodeScalarView(scalars[start..<index]))
        if raw.unicodeScalars.count > 60 { raw = String(raw.unicodeScalars.prefix(60)) }
        var text = raw.lowercased()
        if text.hasSuffix("'s") { text.removeLast(2) }
        var token = Token(text: text, stem: kind == .word ? Stemmer.stem(text) : text, kind: kind)
        let first = raw.unicodeScalars.first ?? " "
        token.isCapitalised = kind == .word && first.properties.isUppercase
        token.isUpper = kind == .word && raw.unicodeScalars.allSatisfy(\.properties.isUppercase)
        token.index = tokens.count
        token.sentence = sentence
        token.part = part
        token.start = start
        token.end = index
        tokens.append(token)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? (scalar >= "a" && scalar <= "z") || (scalar >= "A" && scalar <= "Z")
            : scalar.properties.isAlphabetic
    }
}
