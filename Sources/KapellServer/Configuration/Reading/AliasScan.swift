/// Finds what could be an alias before the file is composed.
///
/// The composer compares the keys of a mapping, and follows aliases while it does. A few hundred bytes of nested aliases
/// used as keys would then take it hours. So a file with both an anchor (`&name`) and an alias (`*name`) is refused
/// before. The scan knows no quotes: it may take a line of quoted or folded text for an alias, but never misses one.
enum AliasScan {
    /// The place of the first alias, if the text has both an anchor and an alias.
    static func firstAlias(in text: String) -> (line: Int, column: Int)? {
        var line = 1
        var column = 0
        var startsNode = true
        var inTag = false
        var pending: (mark: Unicode.Scalar, column: Int)?
        var hasAnchor = false
        var alias: (line: Int, column: Int)?

        for scalar in text.unicodeScalars {
            column += 1
            if let candidate = pending {
                pending = nil
                if isNameScalar(scalar) {
                    if candidate.mark == "&" {
                        hasAnchor = true
                    } else if alias == nil {
                        alias = (line, candidate.column)
                    }
                    if hasAnchor, let alias { return alias }
                }
            }
            switch scalar {
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                if scalar != "\r" { line += 1 }
                column = 0
                startsNode = true
                inTag = false
            case " ", "\t":
                // After a tag, a node may still begin.
                if inTag { startsNode = true }
                inTag = false
            case "\u{FEFF}":
                break  // the parser skips a byte order mark at the start of any line
            case "&", "*":
                if startsNode { pending = (scalar, column) }
                startsNode = false
            case "[", "{", ",", ":", "?", "-":
                startsNode = true
            case "!":
                inTag = inTag || startsNode
                startsNode = false
            default:
                startsNode = false
            }
        }
        return nil
    }

    /// What the parser takes for a letter of an anchor's name.
    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
