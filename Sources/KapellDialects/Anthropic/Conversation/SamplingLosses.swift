package import KapellCore

extension SamplingOptions {
    /// Ways of choosing tokens that Anthropic and Bedrock do not have.
    package var lossesWithoutSeedAndPenalties: [DialectLoss] {
        var losses: [DialectLoss] = []
        if seed != nil { losses.append(DialectLoss(.dropped, "seed")) }
        if frequencyPenalty != 0 { losses.append(DialectLoss(.dropped, "frequency_penalty")) }
        if presencePenalty != 0 { losses.append(DialectLoss(.dropped, "presence_penalty")) }
        return losses
    }
}
