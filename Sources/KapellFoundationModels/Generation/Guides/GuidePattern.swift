/// Writes the expressions of Swift in the syntax of ECMA-262.
enum GuidePattern {
    /// The characters that may be escaped outside of a class under the flag `u`.
    private static let syntax = Set("^$\\.*+?()[]{}|/")

    /// An expression for the whole string.
    static func whole(_ source: String) -> String {
        let pattern = withoutNeedlessEscapes(source)
        if pattern.hasPrefix("^"), pattern.hasSuffix("$"), !pattern.hasSuffix("\\$"), !pattern.contains("|") {
            return pattern
        }
        return "^(?:\(pattern))$"
    }

    /// Takes the backslash from characters that have no meaning: Swift may escape them, ECMA-262 may not.
    private static func withoutNeedlessEscapes(_ source: String) -> String {
        var result = ""
        var isInClass = false
        var isEscaped = false
        for character in source {
            if isEscaped {
                isEscaped = false
                let isPlain = !character.isLetter && !character.isNumber && !syntax.contains(character)
                if !isPlain || (isInClass && character == "-") { result.append("\\") }
                result.append(character)
                continue
            }
            if character == "\\" {
                isEscaped = true
                continue
            }
            if character == "[" { isInClass = true }
            if character == "]" { isInClass = false }
            result.append(character)
        }
        return isEscaped ? result + "\\" : result
    }
}
