/// Numbers of list entries as letters, Roman numbers and digits.
enum NumberWriting {
    /// - Parameter format: a name of ECMA-376, `ST_NumberFormat`; what is not known is written in digits.
    static func text(_ value: Int, format: String) -> String {
        switch format {
        case "lowerLetter": letters(value)
        case "upperLetter": letters(value).uppercased()
        case "lowerRoman": roman(value)
        case "upperRoman": roman(value).uppercased()
        case "decimalZero": value >= 0 && value < 10 ? "0\(value)" : "\(value)"
        case "none": ""
        default: "\(value)"
        }
    }

    /// a … z, aa, bb, …, as Word counts.
    private static func letters(_ value: Int) -> String {
        guard value > 0, value <= 26 * 20 else { return "\(value)" }
        let letter = Character(Unicode.Scalar(UInt8(0x61 + (value - 1) % 26)))
        return String(repeating: letter, count: (value - 1) / 26 + 1)
    }

    private static func roman(_ value: Int) -> String {
        guard value > 0, value < 4000 else { return "\(value)" }
        let digits = [
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
            (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ]
        var (rest, text) = (value, "")
        for (size, letters) in digits {
            while rest >= size {
                text += letters
                rest -= size
            }
        }
        return text
    }
}
