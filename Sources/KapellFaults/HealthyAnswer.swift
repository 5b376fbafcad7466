/// What a faulty server's model says where it comes to say something.
public enum HealthyAnswer {
    /// The pieces of the text.
    public static let tokens = ["Hello", " there", ", wörld."]
    public static let text = tokens.joined()
    /// All tokens read; of them ``cachedTokens`` from the provider's cache, where the dialect can say so.
    public static let inputTokens = 11
    public static let cachedTokens = 4
    /// Written to the provider's cache, half of them for an hour, where the dialect can say so.
    public static let cacheWriteTokens = 2
    public static let outputTokens = 7
    /// Those of the tokens written that were thought, where the dialect can say so.
    public static let reasoningTokens = 3
    /// The pieces of an answer that keeps to a form: an object.
    public static let object = [#"{"city":"#, #""Oslo","mild":true}"#]
    /// The two tool calls: id, name and arguments in pieces.
    public static let calls: [(id: String, name: String, pieces: [String])] = [
        ("call_1", "weather", [#"{"city":"#, #""Oslo"}"#]), ("call_2", "time", [#"{"zone":"#, #""CET"}"#]),
    ]
}
