import KapellCore
import KapellGrammar

/// One request as the engine takes it.
struct GenerationJob: Sendable {
    var prompt: [Int32]
    /// The most tokens that are written, at least 1.
    var limit: Int
    var sampling = TokenSampling()
    var stops: [String] = []
    /// What the answer must be.
    var matcher: GrammarMatcher?
    /// Adapters that change the weights for this request alone.
    var adapters: [AdapterUse] = []
    /// Those with a higher one begin before others that wait.
    var priority = 0
    /// Writes on where the model would end its turn.
    var ignoresEnd = false
    /// Whether control tokens are part of the text.
    var showsControl = false
    var lookup: Bool?
    /// Reads the whole prompt itself and guesses nothing, so that the same is computed each time.
    var isRepeatable = false
    /// Tokens at the beginning of the prompt that are the developer's and are the same for many requests.
    var systemTokens = 0
    let flag: CancellationFlag
    /// What came out, on the engine's thread.
    let emit: @Sendable (GenerationEvent) -> Void

    init(
        prompt: [Int32], limit: Int, flag: CancellationFlag, emit: @escaping @Sendable (GenerationEvent) -> Void
    ) {
        self.prompt = prompt
        self.limit = limit
        self.flag = flag
        self.emit = emit
    }

    /// What keys and values depend on besides the tokens.
    var variant: String { adapters.map { "\($0.path)*\($0.scale)" }.joined(separator: "\n") }
}

/// What the engine says of a request.
enum GenerationEvent: Sendable {
    /// The prompt is read: its tokens, and those that were there already.
    case read(tokens: Int, cached: Int)
    /// Text that is certain, which may be empty, and the token that brought it.
    case wrote(String, TokenLikelihood?)
    /// The last event, or the one before `failed`.
    case ended(FinishReason, written: Int)
    /// The last event.
    case failed(KapellError, written: Int)
}

/// An adapter of a request.
struct AdapterUse: Sendable, Hashable {
    /// The file, a GGUF of low-rank matrices.
    var path: String
    var scale: Float = 1
    /// What the configuration calls it; `nil` where the request named the file.
    var name: String?
}
