package import KapellCore

/// How the next token is chosen, in the values that a Claude model takes.
package struct ClaudeSampling: Sendable {
    package private(set) var temperature: Double?
    package private(set) var topP: Double?
    package private(set) var topK: Int?
    package private(set) var losses: [DialectLoss] = []

    /// - Parameter isOwn: whether the client spoke this dialect; then its values are its own affair.
    /// - Parameter thinks: whether a model that thinks within a budget does so, and takes no temperature.
    package init(_ sampling: SamplingOptions, _ model: ClaudeModel, isOwn: Bool = false, thinks: Bool = false) {
        if !sampling.leftToModel.contains(.temperature) { temperature = sampling.temperature }
        if !sampling.leftToModel.contains(.topP) { topP = sampling.topP }
        if !sampling.leftToModel.contains(.topK), sampling.topK > 0 { topK = sampling.topK }
        guard !isOwn else { return }
        if let value = temperature, value > 1 || value < 0 {
            temperature = value > 1 ? 1 : 0
            losses.append(DialectLoss(.approximated, "temperature"))
        }
        // These are what the models do by themselves.
        if topP == 1 { topP = nil }
        if model.refusesSampling {
            if temperature == 1 { temperature = nil }
            drop("temperature", \.temperature)
            drop("top_p", \.topP)
            drop("top_k", \.topK)
        } else if thinks {
            if temperature == 1 { temperature = nil }
            drop("temperature", \.temperature)
            drop("top_k", \.topK)
        }
        if model.refusesTemperatureWithTopP, topP != nil, temperature != nil {
            if temperature == 1 { temperature = nil } else { drop("top_p", \.topP) }
        }
    }

    private mutating func drop<Value>(_ field: String, _ value: WritableKeyPath<Self, Value?>) {
        guard self[keyPath: value] != nil else { return }
        self[keyPath: value] = nil
        losses.append(DialectLoss(.dropped, field))
    }
}
