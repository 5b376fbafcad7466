import KapellCore

/// Which tokens there were, for the penalties.
struct TokenHistory {
    private let frequency: Float
    private let presence: Float
    private let repetition: Float
    private let window: Int
    /// How often each was written.
    private var written: [Int32: Int32] = [:]
    /// The last ones, as a ring.
    private var last: [Int32] = []
    private var place = 0

    init(_ sampling: TokenSampling) {
        frequency = Float(sampling.options.frequencyPenalty)
        presence = Float(sampling.options.presencePenalty)
        repetition = Float(sampling.repetitionPenalty)
        window = repetition == 1 ? 0 : max(0, sampling.repetitionWindow)
    }

    mutating func note(_ token: Int32, isWritten: Bool) {
        if isWritten, frequency != 0 || presence != 0 { written[token, default: 0] += 1 }
        guard window > 0 else { return }
        if last.count < window {
            last.append(token)
        } else {
            last[place] = token
            place = (place + 1) % window
        }
    }

    func penalise(_ logits: UnsafeMutableBufferPointer<Float>) {
        if window > 0 {
            for token in Set(last) where logits.indices.contains(Int(token)) {
                let logit = logits[Int(token)]
                logits[Int(token)] = logit > 0 ? logit / repetition : logit * repetition
            }
        }
        for (token, count) in written where logits.indices.contains(Int(token)) {
            logits[Int(token)] -= Float(count) * frequency + presence
        }
    }
}
