/// The text between two tags of pdftotext's output.
package enum MarkupText {
    /// Resolves the entities and brings look-alikes into their plain form: ligatures become letters, no-break and other
    /// typographic spaces become blanks, presentation forms the letters that they show; control characters, those for the
    /// direction of text and invisible marks go.
    package static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "&") }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        var result = String.UnicodeScalarView()
        var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if scalar == "&", let end = scalars.prefix(10).firstIndex(of: ";") {
                if let entity = entity(scalars[..<end]) {
                    append(entity, to: &result)
                    scalars = scalars[(end + 1)...]
                    continue
                }
            }
            append(scalar, to: &result)
        }
        return String(result)
    }

    /// The same for text without entities that is in reading order; a word from right to left comes out as it stands on a
    /// page, like those of pdftotext.
    static func plain(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let letters = PresentationForms.letters(scalar) {
                result.append(contentsOf: letters)
            } else {
                append(scalar, to: &result)
            }
        }
        return WordOrder.visual(String(result))
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView) {
        switch scalar.value {
        case 0xFB00: result.append(contentsOf: "ff".unicodeScalars)
        case 0xFB01: result.append(contentsOf: "fi".unicodeScalars)
        case 0xFB02: result.append(contentsOf: "fl".unicodeScalars)
        case 0xFB03: result.append(contentsOf: "ffi".unicodeScalars)
        case 0xFB04: result.append(contentsOf: "ffl".unicodeScalars)
        case 0xFB05, 0xFB06: result.append(contentsOf: "st".unicodeScalars)
        case 0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            result.append(" ")
        case 0x00..<0x20, 0x7F..<0xA0, 0x61C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF,
            0xFFFE, 0xFFFF:
            break
        default:
            guard let letters = PresentationForms.letters(scalar) else { return result.append(scalar) }
            // The signs of a word come from left to right; marks stay behind their letter.
            let marks = letters.drop { BidiKind($0) != .mark }
            result.append(contentsOf: letters.dropLast(marks.count).reversed())
            result.append(contentsOf: marks)
        }
    }

    private static func entity(_ name: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        let name = String(String.UnicodeScalarView(name))
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap(Unicode.Scalar.init)
        }
    }
}

extension String {
    /// Without white space at its ends, and with single blanks inside.
    var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
