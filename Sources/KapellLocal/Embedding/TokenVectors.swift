/// The vectors of texts, one for each token, as the model gives them.
struct TokenVectors: Sendable {
    var texts: [[[Float]]]
    /// Tokens read.
    var tokens: Int
    /// How many texts were longer than the model's window and were cut.
    var truncated: Int
}
