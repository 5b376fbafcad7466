import KapellCore

extension ModelUsage {
    /// Takes in what the engine says of a request.
    mutating func take(_ event: GenerationEvent) {
        switch event {
        case .read(let tokens, let cached): (inputTokens, cachedTokens) = (tokens, cached)
        case .wrote: break
        case .ended(_, let written), .failed(_, let written): outputTokens = written
        }
    }
}
