/// JSON for header fields.
enum ASCIIText {
    /// JSON with every character beyond ASCII, and the control character DEL, as an escape.
    static func escaped(_ json: String) -> String {
        guard json.utf8.contains(where: { $0 >= 0x7F }) else { return json }
        var text = ""
        for unit in json.utf16 {
            if unit < 0x7F {
                text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: unit)))
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text
    }

    /// A name that may be a stranger's, short enough for a header field.
    static func shortened(_ name: String) -> String {
        name.utf8.count <= 200 ? name : String(name.unicodeScalars.prefix(100)) + "…"
    }
}
