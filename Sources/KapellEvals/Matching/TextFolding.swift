/// Texts in the forms in which they are compared.
enum TextFolding {
    /// Letters and digits alone, in lower case.
    static func letters(_ text: String) -> [UInt8] {
        var result = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars
        where scalar.properties.isAlphabetic || scalar.properties.numericType != nil { result.append(scalar) }
        return Array(String(result).utf8)
    }

    /// Lower case, straight quotation marks, one space for each run of white space.
    static func plain(_ text: String) -> [UInt8] {
        var result = String.UnicodeScalarView()
        var isBetween = false
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isWhitespace {
                isBetween = !result.isEmpty
                continue
            }
            if isBetween { result.append(" ") }
            isBetween = false
            switch scalar {
            case "\u{201C}", "\u{201D}": result.append("\"")
            case "\u{2018}", "\u{2019}": result.append("'")
            default: result.append(scalar)
            }
        }
        return Array(String(result).utf8)
    }
}
