public import KapellCore

/// A prompt with its values: what a model is sent.
public struct RenderedPrompt: Sendable, Hashable {
    /// Where in a message a value stands, and where it came from.
    public struct OriginSpan: Sendable, Hashable {
        public var origin: Origin
        /// Bytes of the message's content.
        public var span: ByteSpan

        public init(origin: Origin, span: ByteSpan) {
            self.origin = origin
            self.span = span
        }
    }

    /// Each has the origin of the least trusted text in it.
    public var messages: [ModelMessage]
    /// For each message, the values in it. What lies outside was written by the developer.
    public var spans: [[OriginSpan]]
    /// The pattern of the variant that was taken; `nil` for the prompt's own text.
    public var variant: String?
    /// How many examples are in it.
    public var examples: Int
}
