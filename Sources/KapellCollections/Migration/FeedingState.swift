internal import KapellCore

/// What is known of the feeding of a space, for whoever asks.
struct FeedingState: Sendable {
    var isRunning = false
    /// Records that were embedded since it began, and in how long.
    var embedded = 0
    var duration: Duration = .zero
    /// Why it ended early the last time.
    var failure: KapellError?
    /// Records whose texts the model gave no usable vector for, and why.
    var refused: [OpenSpaces.Behind.Key: String] = [:]
    static let mostRefused = 10_000

    var rate: Double? {
        let seconds = duration / .seconds(1)
        return embedded > 0 && seconds > 0 ? Double(embedded) / seconds : nil
    }
}
