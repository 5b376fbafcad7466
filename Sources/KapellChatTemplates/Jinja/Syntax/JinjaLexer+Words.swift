import KapellCore

/// The words inside of a tag.
extension JinjaLexer {
    private static let pairs: Set<String> = ["==", "!=", "<=", ">=", "//", "**"]

    mutating func words(closing: Unicode.Scalar, end: JinjaToken.Kind) throws(KapellError) {
        let begin = line
        var open: [Unicode.Scalar] = []
        while place < source.count {
            let scalar = source[place]
            if JinjaText.isSpace(scalar) {
                if scalar == "\n" { line += 1 }
                place += 1
                continue
            }
            if open.isEmpty, let sign = endSign(closing) {
                found.append(JinjaToken(kind: end, line: line))
                place += sign == nil ? 2 : 3
                if closing == "%" {
                    endOfTag(sign: sign)
                } else if sign == "-" {
                    endOfTag(sign: "-")
                }
                return
            }
            if scalar == "\"" || scalar == "'" {
                try text(quote: scalar)
            } else if ("0"..."9").contains(scalar) {
                try number()
            } else if scalar == "_" || scalar.properties.isXIDStart {
                name()
            } else {
                try sign(scalar, &open)
            }
        }
        throw JinjaFault.syntax(begin, "a tag begins and does not end.")
    }

    /// The mark of the tag's end that stands here; `nil` where no end does.
    private func endSign(_ closing: Unicode.Scalar) -> Unicode.Scalar?? {
        func at(_ index: Int) -> Unicode.Scalar? { index < source.count ? source[index] : nil }
        if at(place) == closing, at(place + 1) == "}" { return .some(nil) }
        if at(place) == "-" || at(place) == "+" && closing == "%", at(place + 1) == closing, at(place + 2) == "}" {
            return .some(source[place])
        }
        return nil
    }

    private mutating func name() {
        let start = place
        while place < source.count, source[place] == "_" || source[place].properties.isXIDContinue { place += 1 }
        found.append(JinjaToken(kind: .name(string(start..<place)), line: line))
    }

    private mutating func sign(_ scalar: Unicode.Scalar, _ open: inout [Unicode.Scalar]) throws(KapellError) {
        var text = String(scalar)
        if place + 1 < source.count {
            let pair = text + String(source[place + 1])
            if Self.pairs.contains(pair) { text = pair }
        }
        switch text {
        case "(": open.append(")")
        case "[": open.append("]")
        case "{": open.append("}")
        case ")", "]", "}":
            guard open.popLast() == scalar else {
                throw JinjaFault.syntax(line, "`\(text)` closes nothing that is open.")
            }
        case "+", "-", "/", "*", "%", "~", "=", ">", "<", ".", ":", "|", ",", ";", "==", "!=", "<=", ">=", "//", "**":
            break
        default: throw JinjaFault.syntax(line, "`\(text)` has no meaning in a tag.")
        }
        place += text.unicodeScalars.count
        found.append(JinjaToken(kind: .sign(text), line: line))
    }

    private mutating func digits() {
        while place < source.count {
            let isNext =
                ("0"..."9").contains(source[place])
                || source[place] == "_" && place + 1 < source.count && ("0"..."9").contains(source[place + 1])
            guard isNext else { return }
            place += 1
        }
    }

    private mutating func number() throws(KapellError) {
        let start = place
        let isFirst = start == 0 || source[start - 1] != "."
        if source[place] == "0", place + 1 < source.count, let radix = radix(source[place + 1]) {
            place += 2
            while place < source.count, source[place] == "_" || source[place].properties.isASCIIHexDigit { place += 1 }
            let text = string((start + 2)..<place).filter { $0 != "_" }
            guard let value = Int(text, radix: radix) else { throw JinjaFault.syntax(line, "a number is not one.") }
            found.append(JinjaToken(kind: .integer(value), line: line))
            return
        }
        digits()
        var isFloat = false
        func isDigit(_ index: Int) -> Bool { index < source.count && ("0"..."9").contains(source[index]) }
        if isFirst, place < source.count, source[place] == ".", isDigit(place + 1) {
            isFloat = true
            place += 1
            digits()
        }
        if isFirst, place < source.count, source[place] == "e" || source[place] == "E" {
            let hasSign = place + 1 < source.count && (source[place + 1] == "+" || source[place + 1] == "-")
            if isDigit(place + (hasSign ? 2 : 1)) {
                isFloat = true
                place += hasSign ? 2 : 1
                digits()
            }
        }
        let text = string(start..<place).filter { $0 != "_" }
        if isFloat, let value = Double(text) {
            found.append(JinjaToken(kind: .float(value), line: line))
        } else if let value = Int(text) {
            found.append(JinjaToken(kind: .integer(value), line: line))
        } else {
            throw JinjaFault.syntax(line, "a number has more than 64 bits.")
        }
    }

    private func radix(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case "x", "X": 16
        case "o", "O": 8
        case "b", "B": 2
        default: nil
        }
    }

    private func string(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: source[range])
        return String(text)
    }

    /// A text in quotes with Python's escapes. One that is not known keeps its backslash.
    private mutating func text(quote: Unicode.Scalar) throws(KapellError) {
        let begin = line
        var text = String.UnicodeScalarView()
        place += 1
        while place < source.count, source[place] != quote {
            var scalar = source[place]
            place += 1
            if scalar == "\n" { line += 1 }
            if scalar == "\\", place < source.count {
                scalar = source[place]
                place += 1
                switch scalar {
                case "\n":
                    line += 1
                    continue
                case "\\", "'", "\"": break
                case "n": scalar = "\n"
                case "t": scalar = "\t"
                case "r": scalar = "\r"
                case "a": scalar = "\u{7}"
                case "b": scalar = "\u{8}"
                case "f": scalar = "\u{C}"
                case "v": scalar = "\u{B}"
                case "x": scalar = try code(2, begin)
                case "u": scalar = try code(4, begin)
                case "U": scalar = try code(8, begin)
                case "0"..."7":
                    place -= 1
                    scalar = octal()
                case "N": throw JinjaFault.syntax(begin, "characters by name (`\\N`) are not read.")
                default: text.append("\\")
                }
            }
            text.append(scalar)
        }
        guard place < source.count else { throw JinjaFault.syntax(begin, "a text in quotes does not end.") }
        place += 1
        found.append(JinjaToken(kind: .string(String(text)), line: begin))
    }

    private mutating func code(_ count: Int, _ begin: Int) throws(KapellError) -> Unicode.Scalar {
        guard place + count <= source.count,
            let value = UInt32(string(place..<(place + count)), radix: 16), value <= 0x10_FFFF
        else { throw JinjaFault.syntax(begin, "an escape needs \(count) hexadecimal digits.") }
        place += count
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func octal() -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<3 {
            guard place < source.count, ("0"..."7").contains(source[place]) else { break }
            value = value * 8 + source[place].value - 48
            place += 1
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
