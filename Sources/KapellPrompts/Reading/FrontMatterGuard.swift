import KapellCore

/// Refuses, before it is composed, YAML that takes much longer to compose than to read.
///
/// Composing compares the keys of a mapping with all that lies below them, and follows aliases while it does: a few
/// hundred bytes can take hours. So aliases are refused where the text has an anchor as well, and keys that are lists
/// or mappings beyond a few. Quotation marks are not looked at: text may be taken for an alias, no alias is missed.
enum FrontMatterGuard {
    private static let collectionKeys = 100

    /// The line (counted from 0) of what is refused, and why; `nil` when there is nothing.
    static func refusal(of yaml: String) -> (line: Int, message: String, remedy: String)? {
        var line = 0
        var anchor = false
        var alias: Int?
        var keys = 0
        // Whether a value may begin here, the byte before, and the last one that was no blank.
        var begins = true
        var inTag = false
        var previous: UInt8 = 0x0A
        var solid: UInt8 = 0x0A
        for byte in yaml.utf8 {
            if begins, isName(byte) {
                if previous == UInt8(ascii: "&") { anchor = true }
                if previous == UInt8(ascii: "*"), alias == nil { alias = line }
                if anchor, let alias {
                    return (
                        alias, "Anchors and aliases (`&name`, `*name`) are not read.",
                        "Write the value out, or put text that begins with & or * in quotes."
                    )
                }
            }
            let blank = byte == 0x20 || byte == 0x09
            let isKey =
                byte == UInt8(ascii: ":") && (solid == UInt8(ascii: "]") || solid == UInt8(ascii: "}"))
                || (blank || byte == 0x0A || byte == 0x0D) && previous == UInt8(ascii: "?")
            if isKey {
                keys += 1
                if keys > collectionKeys {
                    return (line, "Many keys are lists or mappings.", "Write a name before each colon.")
                }
            }
            switch byte {
            case 0x0A, 0x0D:
                if byte == 0x0A { line += 1 }
                (begins, inTag) = (true, false)
            case 0x20, 0x09:
                if inTag { begins = true }
                inTag = false
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "?"),
                UInt8(ascii: "-"):
                begins = true
            case UInt8(ascii: "!"):
                inTag = inTag || begins
                begins = false
            case UInt8(ascii: "&"), UInt8(ascii: "*"): break
            // Marks of order and separators of lines beyond ASCII: a value may begin behind them.
            case 0x80...: begins = true
            default: begins = false
            }
            previous = byte
            if !blank, byte != 0x0A, byte != 0x0D { solid = byte }
        }
        return nil
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
