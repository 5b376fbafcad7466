public import KapellCore

/// One step of a text that a model goes on with.
public enum CompletionEvent: Sendable, Hashable {
    /// A piece of the text. It never cuts a character in two, and may be empty where a token brought none.
    case text(String, TokenDetail?)
    case usage(ModelUsage)
    /// The last event.
    case finished(FinishReason)
}

/// How likely a model found a token.
public struct TokenDetail: Sendable, Hashable {
    /// The token's text; bytes that are no text are U+FFFD.
    public var text: String
    public var bytes: [UInt8]
    /// The natural logarithm of its probability, before temperature and penalties.
    public var logProbability: Float
    /// The most likely ones in its place, the most likely first.
    public var top: [Alternative]

    /// A token that might have been in its place.
    public struct Alternative: Sendable, Hashable {
        public var text: String
        public var bytes: [UInt8]
        public var logProbability: Float
    }
}
