/// What a faulty server's model says where it comes to say something.
public enum HealthyAnswer {
    /// The pieces of the text.
    public static let tokens = ["Hello", " there", ", wörld."]
    public static let text = tokens.joined()
    /// All tokens read; of them ``cachedTokens`` from the provider's cache, where the dialect can say so.
    public static let inputTokens = 11
    public static let cachedTokens = 4
    public static let outputTokens = 7
    /// The two tool calls: id, name and arguments in pieces.
    public static let calls: [(id: String, name: String, pieces: [String])] = [
        ("call_1", "weather", [#"{"city":"#, #""Oslo"}"#]), ("call_2", "time", [#"{"zone":"#, #""CET"}"#]),
    ]
}
