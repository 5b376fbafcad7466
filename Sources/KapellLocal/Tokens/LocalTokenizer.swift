public import KapellCore

/// The tokens of a model, without its weights: for counting and cutting texts.
public final class LocalTokenizer: Sendable {
    private let model: LlamaModel
    private let worker = WorkerThread(name: "kapell-tokens", stack: Vocabulary.stack)

    /// Reads the vocabulary of a GGUF file; a file that holds nothing else will do.
    ///
    /// - Throws: ``KapellError``, as for a model that is loaded.
    public init(path: String) throws { model = try LlamaModel(path: path, onlyVocabulary: true) }

    /// How many tokens there are.
    public var count: Int { model.vocabulary.count }

    /// The tokens of a text.
    ///
    /// - Parameters:
    ///   - addsSpecial: whether the model's own begin and end marks are put round it.
    ///   - parsesSpecial: whether control tokens written out in the text count as such.
    public func tokenize(_ text: String, addsSpecial: Bool = false, parsesSpecial: Bool = false) async throws -> [Int32]
    {
        try Vocabulary.check(text)
        return try await worker.run { [model] in
            model.vocabulary.tokenize(text, special: addsSpecial, control: parsesSpecial)
        }
    }

    /// The text of tokens, control tokens among them; bytes that are no text become U+FFFD.
    ///
    /// - Throws: `.invalidRequest` for a number that is no token of this model.
    public func detokenize(_ tokens: [Int32]) async throws -> String {
        try await worker.run { [model] in try model.vocabulary.detokenize(tokens) }
    }
}
