/// What a text has to look like. The same pattern checks the file and stands in the schema.
struct TextRule: Sendable {
    /// The rule in words, to follow "must be".
    var noun: String
    /// A regular expression that means the same to JSON Schema and to Swift; `nil` allows every text.
    var pattern: String?
    /// In Unicode scalars.
    var maximumLength: Int
    var minimumLength = 1
    /// Whether `${NAME}` stands for a part of the text.
    var allowsVariables = true
    /// Whether the text may be a secret, which no message shows.
    var isSecret = false
    /// Says what is wrong with a text that does not match. `quoted` is the text as a message may show it.
    var explain: @Sendable (_ text: String, _ quoted: String) -> Explanation

    struct Explanation {
        /// Continues the key's name: "`server.host` …".
        var problem: String
        var remedy: String?
    }

    init(
        _ noun: String,
        pattern: String? = nil,
        maximumLength: Int,
        minimumLength: Int = 1,
        allowsVariables: Bool = true,
        isSecret: Bool = false,
        explain: (@Sendable (_ text: String, _ quoted: String) -> Explanation)? = nil
    ) {
        self.noun = noun
        self.pattern = pattern
        self.maximumLength = maximumLength
        self.minimumLength = minimumLength
        self.allowsVariables = allowsVariables
        self.isSecret = isSecret
        self.explain =
            explain ?? { _, quoted in
                Explanation(problem: "must be \(noun), and \(quoted) is not.", remedy: nil)
            }
    }

    /// Whether the text keeps the rule; length first, so that a pattern never sees an unbounded text.
    func accepts(_ text: String) -> Bool {
        let length = text.unicodeScalars.count
        guard length >= minimumLength, length <= maximumLength else { return false }
        guard let pattern else { return true }
        guard let regex = try? Regex(pattern).matchingSemantics(.unicodeScalar) else { return false }
        return text.wholeMatch(of: regex) != nil
    }
}
