public import KapellJSON

/// Examples of a prompt, and how those are chosen that go with a question.
public struct FewShot: Sendable {
    /// One example: an input, and the answer to it.
    public struct Example: Sendable, Hashable {
        public var input: JSONObject
        /// A text, or JSON.
        public var output: JSONValue

        public init(input: JSONObject, output: JSONValue) {
            self.input = input
            self.output = output
        }

        var json: JSONValue { ["input": .object(input), "output": output] }
        /// The output as a model would write it.
        public var answer: String { output.stringValue ?? output.serialized() }
    }

    /// How examples are chosen.
    public enum Selection: String, Sendable, Hashable, CaseIterable {
        /// The first ones, in the order of the file.
        case fixed
        /// As many of the first as the budget of tokens takes; one that no longer fits is passed over.
        case length
        /// Those whose input is most similar to the question's.
        case similarity
        /// The same, and as different from each other as `diversity` says (maximal marginal relevance).
        case mmr
    }

    public var examples: [Example]
    public var selection: Selection
    /// The most examples that go with a question.
    public var count: Int
    /// The most tokens that they may take together; `nil` for no limit.
    public var tokens: Int?
    /// 0 looks at similarity only, 1 at difference only; for `mmr`.
    public var diversity: Double
    /// The input that is compared; `nil` compares all texts of the input.
    public var by: String?

    public init(
        examples: [Example], selection: Selection = .fixed, count: Int = 4, tokens: Int? = nil,
        diversity: Double = 0.5, by: String? = nil
    ) {
        self.examples = examples
        self.selection = selection
        self.count = max(0, count)
        self.tokens = tokens
        self.diversity = min(max(diversity, 0), 1)
        self.by = by
    }

    /// The text of an input that is compared.
    func key(of input: JSONObject) -> String {
        if let by { return input[by]?.stringValue ?? input[by]?.serialized() ?? "" }
        return input.compactMap { $0.value.stringValue }.joined(separator: "\n")
    }
}
