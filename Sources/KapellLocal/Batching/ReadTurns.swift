/// Who reads next, and whether it is time to write.
///
/// The prompt that is read soonest goes first, so that a short one is read soon beside a long one. Whoever was passed
/// over for long is next, so that a long one is read, too, beside ever new short ones.
package enum ReadTurns {
    /// Pieces that others may have before.
    package static let patience = 24
    /// Seconds of reading for each that waits for its first token, before those that write have a turn.
    private static let share = 0.1
    /// Seconds after which they have a turn in any case.
    private static let longest = 1.0

    /// Whether those that write have to wait, because others are still being read.
    ///
    /// The more requests wait for their first token, the longer: those that write all share a step, and lose little.
    ///
    /// - Parameters:
    ///   - reading: seconds of reading since somebody wrote.
    ///   - writing: seconds that the last step of all that write took.
    package static func goesOn(readers: Int, reading: Double, writing: Double) -> Bool {
        reading < max(writing, min(longest, max(share, writing) * Double(readers)))
    }

    /// The place of the one that reads next.
    ///
    /// - Parameter readers: the tokens that each has to read, and how many pieces others had while it waited.
    package static func next(_ readers: [(due: Int, passed: Int)]) -> Int? {
        if let first = readers.indices.max(by: { readers[$0].passed < readers[$1].passed }),
            readers[first].passed >= patience
        {
            return first
        }
        return readers.indices.min { readers[$0].due < readers[$1].due }
    }
}
