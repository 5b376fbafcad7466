/// What an engine has done so far, and does now.
public struct EngineCounts: Sendable, Hashable {
    /// Tokens of prompts that were computed.
    public var tokensRead = 0
    /// Tokens of prompts that were there already.
    public var tokensReused = 0
    public var tokensWritten = 0
    /// Tokens that were guessed, and those of them that were right.
    public var tokensGuessed = 0
    public var guessesRight = 0
    /// Batches, the tokens in all of them, and the seconds that they took.
    public var batches = 0
    public var batchTokens = 0
    public var seconds = 0.0
    /// Requests that were refused because too many waited.
    public var refused = 0
    /// Requests that gave up their place to others, and were read again.
    public var preempted = 0
    /// Requests that are computed now, and that wait.
    public var active = 0
    public var waiting = 0
    /// Beginnings that are kept for later requests.
    public var kept = 0
    /// Buffers of keys and values: one that all requests share, or one for each.
    public var buffers = 1
    /// Bytes of the weights, which are mapped, and of the keys and values.
    public var weightBytes: Int64 = 0
    public var cacheBytes: Int64 = 0

    public init() {}
}
