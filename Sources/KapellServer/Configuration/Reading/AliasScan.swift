/// Finds what could be an alias before the file is composed.
///
/// The composer compares the keys of a mapping, and follows aliases while it does. A few hundred bytes of nested aliases
/// used as keys would then take it hours. So a file with both an anchor (`&name`) and an alias (`*name`) is refused
/// before. The scan knows no quotes: it may take a line of quoted or folded text for an alias, but never misses one.
enum AliasScan {
    /// The place of the first alias, if the text has both an anchor and an alias.
    static func firstAlias(in text: String) -> (line: Int, column: Int)? {
        var hasAnchor = false
        var alias: (line: Int, column: Int)?
        scan(text) { mark in
            if mark.scalar == "&" {
                hasAnchor = true
            } else if alias == nil {
                alias = (mark.line, mark.column)
            }
            return !(hasAnchor && alias != nil)
        }
        return hasAnchor ? alias : nil
    }

    /// The indexes, in Unicode scalars, of every `*` that may begin an alias.
    static func stars(in text: String) -> Set<Int> {
        var result: Set<Int> = []
        scan(text) { mark in
            if mark.scalar == "*" { result.insert(mark.index) }
            return true
        }
        return result
    }

    private struct Mark {
        var scalar: Unicode.Scalar
        var index: Int
        var line: Int
        var column: Int
    }

    /// Calls `found` for each `&` and `*` that may begin an anchor or alias, as long as it returns `true`.
    private static func scan(_ text: String, _ found: (Mark) -> Bool) {
        var line = 1
        var column = 0
        var startsNode = true
        var inTag = false
        var pending: Mark?

        for (index, scalar) in text.unicodeScalars.enumerated() {
            column += 1
            if let candidate = pending {
                pending = nil
                if isNameScalar(scalar), !found(candidate) { return }
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
                if startsNode { pending = Mark(scalar: scalar, index: index, line: line, column: column) }
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
    }

    /// What the parser takes for a letter of an anchor's name.
    static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
