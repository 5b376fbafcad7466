extension JSONError {
    /// What would have been right at the place of an error.
    public enum Expectation: Sendable, Hashable {
        /// A value.
        case value

        /// The first element of an array, or its end.
        case elementOrEnd

        /// The next element of an array, after a comma.
        case element

        /// The first key of an object, or its end.
        case keyOrEnd

        /// The next key of an object, after a comma.
        case key

        /// The colon after a key.
        case colon

        /// A comma in an array, or its end.
        case commaOrArrayEnd

        /// A comma in an object, or its end.
        case commaOrObjectEnd

        /// A digit of a number.
        case digit
    }
}

extension JSONError.Expectation: CustomStringConvertible {
    /// The expectation in words.
    public var description: String {
        switch self {
        case .value: "a value"
        case .elementOrEnd: "a value or \"]\""
        case .element: "the next value"
        case .keyOrEnd: "a key in double quotes or \"}\""
        case .key: "the next key in double quotes"
        case .colon: "a colon"
        case .commaOrArrayEnd: "a comma or \"]\""
        case .commaOrObjectEnd: "a comma or \"}\""
        case .digit: "a digit"
        }
    }
}
