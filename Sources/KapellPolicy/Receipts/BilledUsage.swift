public import KapellCore

/// What a provider reported, as far as it is paid for.
///
/// `ModelUsage` says how much was read and written in all; the fields here say what part of it is in a class of its own.
public struct BilledUsage: Sendable, Hashable {
    public var tokens: ModelUsage
    /// Those of `tokens.inputTokens` that are images. Only where an image model tells them apart.
    public var imageInputTokens: Int
    /// Those of `tokens.outputTokens` that are images.
    public var imageOutputTokens: Int
    /// Images that are paid by the piece.
    public var images: Int
    /// Searches of a reranker.
    public var searchUnits: Int

    public init(
        _ tokens: ModelUsage = ModelUsage(), imageInputTokens: Int = 0, imageOutputTokens: Int = 0, images: Int = 0,
        searchUnits: Int = 0
    ) {
        self.tokens = tokens
        self.imageInputTokens = imageInputTokens
        self.imageOutputTokens = imageOutputTokens
        self.images = images
        self.searchUnits = searchUnits
    }

    /// How many there are of each class; no token is in two of them. A part that is larger than its whole is cut to it,
    /// a negative count is zero.
    public var counts: [(kind: PriceClass, count: Int)] {
        func part(_ count: Int, of rest: inout Int) -> Int {
            let part = min(max(0, count), rest)
            rest -= part
            return part
        }
        var input = max(0, tokens.inputTokens)
        let cached = part(tokens.cachedTokens, of: &input)
        var written = part(tokens.cacheWriteTokens, of: &input)
        let writtenLong = part(tokens.cacheWriteHourTokens, of: &written)
        let imagesRead = part(imageInputTokens, of: &input)
        var output = max(0, tokens.outputTokens)
        let thought = part(tokens.reasoningTokens, of: &output)
        let drawn = part(imageOutputTokens, of: &output)
        let all: [(kind: PriceClass, count: Int)] = [
            (.input, input), (.cachedInput, cached), (.cacheWrite5m, written), (.cacheWrite1h, writtenLong),
            (.imageInput, imagesRead), (.output, output), (.reasoning, thought), (.imageOutput, drawn),
            (.image, max(0, images)), (.embedding, max(0, tokens.embeddingTokens)),
            (.searchUnit, max(0, searchUnits)), (.webSearch, max(0, tokens.hosted.webSearches)),
            (.mapSearch, max(0, tokens.hosted.mapSearches)), (.fileSearch, max(0, tokens.hosted.fileSearches)),
            (.codeRun, max(0, tokens.hosted.codeRuns)), (.hostedImage, max(0, tokens.hosted.images)),
        ]
        return all.filter { $0.count > 0 }
    }
}
