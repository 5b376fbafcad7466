package import KapellCore

/// What a client sent is no longer left to the model; what it did not send stays so.
extension SamplingOptions {
    package mutating func take(temperature value: Double?) {
        guard let value else { return }
        temperature = value
        leftToModel.remove(.temperature)
    }

    package mutating func take(topP value: Double?) {
        guard let value else { return }
        topP = value
        leftToModel.remove(.topP)
    }

    /// Clients write 0 or -1 for all.
    package mutating func take(topK value: Int?) {
        guard let value else { return }
        topK = max(0, value)
        leftToModel.remove(.topK)
    }
}
