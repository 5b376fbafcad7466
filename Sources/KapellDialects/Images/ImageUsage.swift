public import KapellCore

/// What images took, as the provider reports it.
public struct ImageUsage: Sendable, Hashable {
    /// All tokens read and written; `nil` where the provider reports none.
    public var tokens: ModelUsage?
    /// Those of the tokens read that are images.
    public var imageInputTokens: Int
    /// Those of the tokens written that are images.
    public var imageOutputTokens: Int
    /// The images of the answer.
    public var images: Int

    public init(
        tokens: ModelUsage? = nil, imageInputTokens: Int = 0, imageOutputTokens: Int = 0, images: Int = 0
    ) {
        self.tokens = tokens
        self.imageInputTokens = imageInputTokens
        self.imageOutputTokens = imageOutputTokens
        self.images = images
    }
}
