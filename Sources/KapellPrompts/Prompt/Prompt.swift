import KapellCore
public import KapellJSON

/// A prompt that was read from a file: what a model is told, which values it takes, and what its answer must be.
///
/// It is a value: a changed file gives another prompt, with another ``version``.
public struct Prompt: Sendable {
    /// The name that it is asked by: the file's, without `.prompt.md`.
    public let name: String
    /// SHA-256 of its meaning: front matter, body and the examples of its file.
    public let version: PromptVersion
    /// What it is for, for people.
    public let description: String?
    /// The model that it is written for, as `provider/model`; `nil` takes whichever is the default.
    public let model: String?
    /// The values it takes.
    public let input: PromptInput
    /// What the answer must be; `nil` for free text.
    public let output: PromptOutput?
    /// The list of the input whose texts the answer is held to; `nil` where it is not.
    public let oneOf: String?
    /// Examples that go with the question; `nil` where there are none.
    public let fewShot: FewShot?
    /// Tokens that a list of the input may take, by its name; the list is the best first.
    public let packs: [String: Int]
    /// Whether values that are not trusted are shown to the model between marks.
    public let marksOrigins: Bool
    /// Tests that the file brings.
    public let tests: [PromptTest]
    /// Where it was read, and its texts.
    public let source: PromptSource
    let standard: PromptForm
    let variants: [PromptVariant]

    /// What holds for a model: the first variant whose pattern fits its name, else the file's own.
    func form(for model: String) -> (name: String?, form: PromptForm) {
        for variant in variants where variant.pattern.matches(model) { return (variant.pattern.text, variant.form) }
        return (nil, standard)
    }

    /// Patterns of the variants, in order.
    public var variantPatterns: [String] { variants.map(\.pattern.text) }

    /// `{"name", "version", "description", "model", "file", "input", "output", "examples", "variants", "tests"}`;
    /// `input` and `output` are JSON Schemas.
    public var json: JSONObject {
        [
            "name": .string(name), "version": .string(version.description), "description": JSONValue(description),
            "model": JSONValue(model), "file": .string(source.file), "input": input.schema,
            "output": output?.schema ?? .null, "examples": .integer(Int64(fewShot?.examples.count ?? 0)),
            "variants": JSONValue(variantPatterns), "tests": JSONValue(tests.map(\.name)),
        ]
    }
}

/// What a prompt says to a model family, and how it asks.
struct PromptForm: Sendable {
    var template: PromptTemplate
    var sampling = SamplingOptions()
    var maximumResponseTokens: Int?
    var stop: [String] = []
    var budget = Budget()
    /// Whether the output's schema is told to the model where the body does not name it.
    var tellsSchema = true
}
