internal import KapellCore

/// One number format of a spreadsheet, as `#,##0.00 "EUR"`.
package struct NumberFormat {
    private enum Piece {
        case literal(String)
        case number
    }

    private var pieces: [Piece] = []
    private var decimals = 0
    private var hasThousands = false
    private var percents = 0
    private var isScientific = false
    private(set) var hasDay = false
    private(set) var hasTime = false
    private var isText = false
    private let sections: [Substring]

    package init(_ code: String) {
        sections = Self.sections(code)
        read(sections.first ?? "")
    }

    package func text(_ value: Double, isFrom1904: Bool) -> String {
        guard value.isFinite else { return "" }
        if hasDay || hasTime { return SheetDay.text(value, hasDay: hasDay, hasTime: hasTime, isFrom1904: isFrom1904) }
        var format = self
        var value = value
        if value < 0, sections.count > 1 {
            // The section for negative numbers brings its own sign.
            format = NumberFormat(String(sections[1]))
            value = -value
        } else if value == 0, sections.count > 2 {
            format = NumberFormat(String(sections[2]))
        }
        return format.plain(value)
    }

    /// As Excel shows a number without a format: at most 11 digits.
    static func general(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e11 { return "\(Int64(value))" }
        guard value.isFinite else { return "" }
        // Eleven digits, and none that says nothing.
        var digits = 11
        var size = abs(value)
        while size >= 1, digits > 0 {
            size /= 10
            digits -= 1
        }
        guard abs(value) >= 1e-4, abs(value) < 1e11 else { return "\(value)" }
        var text = FixedPoint.text(value, decimals: min(9, digits))
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text
    }

    private func plain(_ value: Double) -> String {
        guard !isText, !isScientific else { return Self.general(value) }
        var number = FixedPoint.text(value * (percents > 0 ? 100 : 1), decimals: decimals, hasThousands: hasThousands)
        if percents > 0 { number += "%" }
        var result = ""
        var isWritten = false
        for piece in pieces {
            switch piece {
            case .literal(let text): result += text
            case .number:
                if !isWritten { result += number }
                isWritten = true
            }
        }
        // A format of words alone hides the number, as `"none"` for zero does.
        return isWritten ? result : result.isEmpty ? Self.general(value) : result
    }

    private mutating func read(_ section: Substring) {
        var rest = section
        var literal = ""
        func lower(_ letter: Character) -> Character { letter.lowercased().first ?? letter }
        func end(_ pieces: inout [Piece]) {
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = ""
        }
        var inDecimals = false
        while let letter = rest.popFirst() {
            switch letter {
            case "\"":
                while let next = rest.popFirst(), next != "\"" { literal.append(next) }
            case "\\": if let next = rest.popFirst() { literal.append(next) }
            case "_": rest = rest.dropFirst()
            case "*": rest = rest.dropFirst()
            case "[":
                var inside = ""
                while let next = rest.popFirst(), next != "]" { inside.append(next) }
                if inside.hasPrefix("$") {
                    literal += inside.dropFirst().prefix { $0 != "-" }
                } else if let first = inside.first, inside.allSatisfy({ lower($0) == lower(first) }),
                    "hms".contains(lower(first))
                {
                    hasTime = true
                }
            case "0", "#", "?":
                if case .number? = pieces.last, literal.isEmpty {
                } else {
                    end(&pieces)
                    pieces.append(.number)
                }
                if inDecimals { decimals = min(15, decimals + 1) }
            case ".": if case .number? = pieces.last { inDecimals = true } else { literal.append(letter) }
            case ",":
                if case .number? = pieces.last { hasThousands = true } else { literal.append(letter) }
            case "%": percents += 1
            case "E", "e":
                if rest.first == "+" || rest.first == "-" { isScientific = true } else { hasDay = true }
            case "y", "Y", "d", "D": hasDay = true
            case "h", "H", "s", "S": hasTime = true
            case "m", "M": if !hasTime, !rest.contains(where: { "sS".contains($0) }) { hasDay = true }
            case "A", "a":
                // AM/PM
                if let slash = rest.prefix(4).firstIndex(of: "/") {
                    hasTime = true
                    rest = rest[slash...].dropFirst().drop { "PpMm".contains($0) }
                }
            case "@": isText = true
            case "G", "g":
                if rest.lowercased().hasPrefix("eneral") {
                    isText = true
                    rest = rest.dropFirst(6)
                }
            default: literal.append(letter)
            }
        }
        end(&pieces)
    }

    /// The sections for positive, negative and zero, parted at `;` outside quotes.
    private static func sections(_ code: String) -> [Substring] {
        var isQuoted = false
        return code.split(omittingEmptySubsequences: false) { letter in
            if letter == "\"" { isQuoted.toggle() }
            return letter == ";" && !isQuoted
        }
    }
}
