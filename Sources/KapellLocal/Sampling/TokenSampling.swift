package import KapellCore

/// How a model in this process chooses the next token: what every model knows, and what only this engine does.
package struct TokenSampling: Sendable, Hashable {
    package var options: SamplingOptions
    /// Keeps tokens that are at least this share as likely as the most likely one; 0 keeps all. Source: "Turning Up the
    /// Heat: Min-p Sampling" by M. Nguyen and others, 2024.
    package var minP = 0.0
    /// Keeps the tokens whose surprise is nearest to the expected one, until their probabilities add up to this; 1 keeps
    /// all. Source: "Locally Typical Sampling" by C. Meister and others, 2022.
    package var typicalP = 1.0
    /// What the logits of tokens are divided by that are among the last ones (multiplied, where they are negative); 1
    /// does nothing. Source: "CTRL" by N. Keskar and others, 2019.
    package var repetitionPenalty = 1.0
    /// How many of the last tokens that looks at, those of the prompt among them.
    package var repetitionWindow = 64
    /// What is added to the logits of tokens; -100 and less forbids one.
    package var bias: [Int32: Float] = [:]
    /// How many of the most likely tokens are told with each; `nil` tells nothing.
    package var logProbabilities: Int?

    package init(_ options: SamplingOptions = .greedy) { self.options = options }
}
