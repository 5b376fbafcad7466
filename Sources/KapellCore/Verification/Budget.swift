/// What one run of the loop may spend. Every limit is hard.
public struct Budget: Sendable, Hashable {
    /// How often an output may be produced; at least 1.
    public var attempts: Int
    /// Tokens read and written over all attempts; `nil` for no limit.
    public var tokens: Int?
    /// Time for all attempts and their verification; `nil` for no limit.
    public var duration: Duration?

    public init(attempts: Int = 1, tokens: Int? = nil, duration: Duration? = nil) {
        self.attempts = max(1, attempts)
        self.tokens = tokens
        self.duration = duration
    }

    /// The limit that ended a run.
    public enum Limit: String, Sendable, Hashable {
        case attempts
        case tokens
        case duration
    }
}
