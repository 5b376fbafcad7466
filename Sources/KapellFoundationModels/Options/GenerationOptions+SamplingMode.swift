extension GenerationOptions {
    /// How the next token is chosen.
    public struct SamplingMode: Sendable, Equatable {
        /// The mode and its values.
        public enum Kind: Sendable, Equatable {
            case greedy
            case randomTopK(Int, seed: UInt64?)
            case randomProbabilityThreshold(Double, seed: UInt64?)
        }

        public let kind: Kind

        init(kind: Kind) { self.kind = kind }

        /// The most likely token each time: the same prompt gives the same answer.
        public static var greedy: SamplingMode { SamplingMode(kind: .greedy) }

        /// One of the `k` most likely tokens. With a seed, the same prompt gives the same answer where the model allows.
        public static func random(top k: Int, seed: UInt64? = nil) -> SamplingMode {
            SamplingMode(kind: .randomTopK(k, seed: seed))
        }

        /// One of the fewest tokens whose probabilities add up to the threshold, from 0 to 1.
        public static func random(probabilityThreshold: Double, seed: UInt64? = nil) -> SamplingMode {
            SamplingMode(kind: .randomProbabilityThreshold(probabilityThreshold, seed: seed))
        }
    }
}
