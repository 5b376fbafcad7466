public import KapellCore

/// One step of an answer, with how likely the model found the tokens of its text.
public struct RatedEvent: Sendable, Hashable {
    public var event: ModelEvent
    /// The tokens that brought the text of `event`; empty for anything else, and where they were not asked for. Tokens of
    /// thoughts and calls are not told.
    public var tokens: [TokenDetail]
}
