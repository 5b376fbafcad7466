/// How many tokens of prompts are read in one go.
///
/// Large pieces are read faster; but a piece that is under way holds up everybody who writes, and a request that is no
/// longer wanted. So the speed is measured, and pieces are as large as the time allows that they may take.
struct ReadPace {
    /// Seconds that a piece may take beside requests that write.
    static let besideWriters = 0.06
    /// Seconds that a piece may take beside others that are read.
    static let besideReaders = 0.12
    static let smallest = 32

    let largest: Int
    /// Measured; the first piece goes by a guess.
    private(set) var secondsPerToken = 0.002

    init(largest: Int) { self.largest = largest }

    /// What a batch has taken.
    mutating func note(tokens: Int, seconds: Double) {
        guard tokens >= Self.smallest else { return }
        secondsPerToken += (seconds / Double(tokens) - secondsPerToken) * 0.3
    }

    /// Tokens of all prompts together for the next piece. One that is alone can be stopped in the middle.
    func tokens(writers: Int, readers: Int) -> Int {
        guard writers + readers > 1 else { return largest }
        let seconds = writers > 0 ? Self.besideWriters : Self.besideReaders
        return min(largest, max(Self.smallest, Int(seconds / max(secondsPerToken, 1e-6))))
    }
}
