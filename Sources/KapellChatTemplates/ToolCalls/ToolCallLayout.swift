/// How a call is written out, with `%` for the name.
struct ToolCallLayout: Sendable, Hashable {
    /// Around an argument's value: `%` stands for its name, `@` for what says of which kind it is.
    struct Parameter: Sendable, Hashable {
        let before: String
        let after: String

        init(_ before: String, _ after: String) {
            self.before = before
            self.after = after
        }
    }

    let before: String
    let after: String
    /// Where arguments have marks of their own; else they are one JSON object.
    let parameter: Parameter?
    /// Whether the arguments are JSON; false for a notation that no schema describes.
    let isJSON: Bool

    init(_ before: String, _ after: String, _ parameter: Parameter? = nil, isJSON: Bool = true) {
        self.before = before
        self.after = after
        self.parameter = parameter
        self.isJSON = isJSON
    }

    /// Whether a call is one JSON object between two texts.
    var isPlain: Bool { isJSON && parameter == nil }
}
