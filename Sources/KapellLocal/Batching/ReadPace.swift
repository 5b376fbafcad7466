/// How many tokens of prompts are read in one go.
///
/// Large pieces are read faster; but a piece that is under way holds up everybody who writes, and a request that is no
/// longer wanted. So the speed is measured, and pieces are as large as the time allows that they may take.
///
/// A piece is of one prompt: llama.cpp looks back for 64 tokens of a prompt together, and for each alone where there are
/// fewer, which takes a quarter longer in small models. Which prompt it is, and when those write that write, is decided
/// by `ReadTurns`.
package struct ReadPace {
    /// Seconds that a piece may take beside requests that write.
    package static let besideWriters = 0.06
    /// Seconds that a piece may take beside others that are read.
    package static let besideReaders = 0.12
    /// Seconds that a whole block may take, beside anybody.
    package static let block = 0.16
    package static let least = 32
    /// Tokens that are looked back for together.
    package static let together = 64

    package let largest: Int
    private let smallest: Int
    /// Measured; the first piece goes by a guess.
    package private(set) var secondsPerToken = 0.002

    /// - Parameter needsBlocks: whether looking back takes so much of the model's time that a piece is a whole block,
    ///   however long that takes.
    package init(largest: Int, needsBlocks: Bool = false) {
        self.largest = largest
        smallest = needsBlocks ? Self.together : Self.least
    }

    /// What a batch has taken.
    package mutating func note(tokens: Int, seconds: Double) {
        guard tokens >= Self.least else { return }
        secondsPerToken += (seconds / Double(tokens) - secondsPerToken) * 0.3
    }

    /// Tokens of the next piece. One that is alone can be stopped in the middle.
    package func tokens(writers: Int, readers: Int) -> Int {
        guard writers + readers > 1 else { return largest }
        let seconds = writers > 0 ? Self.besideWriters : Self.besideReaders
        let each = max(secondsPerToken, 1e-6)
        let count = Int(seconds / each)
        if count >= Self.together { return min(largest, count / Self.together * Self.together) }
        return Double(Self.together) * each <= Self.block ? Self.together : max(smallest, count)
    }
}
