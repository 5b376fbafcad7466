extension PartialJSONParser {
    /// What comes next.
    enum State: Sendable {
        /// A value, or the bracket that the expectation allows.
        case value(JSONError.Expectation)
        /// A key, or the bracket that the expectation allows.
        case key(JSONError.Expectation)
        /// The colon after a key.
        case colon
        /// More of a string.
        case string
        /// The letter after a backslash.
        case escape
        /// A hexadecimal digit of `\u`, after so many others.
        case unicode(Int)
        /// More of a number.
        case number(NumberState)
        /// More of a word.
        case literal(Literal, Int)
        /// A comma or a bracket.
        case afterElement
        /// Nothing but white space.
        case done
    }

    /// A word that stands for a value.
    enum Literal: Sendable {
        case `true`, `false`, null

        var word: StaticString {
            switch self {
            case .true: "true"
            case .false: "false"
            case .null: "null"
            }
        }

        var value: JSONValue {
            switch self {
            case .true: .bool(true)
            case .false: .bool(false)
            case .null: .null
            }
        }
    }
}
