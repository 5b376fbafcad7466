import KapellCore

/// The way of one request over its targets: which is next, and what went wrong so far.
struct TargetTour: Sendable {
    enum Step {
        case ask(Int)
        /// Its window is not larger than one that was too small.
        case skip(PolicyTarget, KapellError.Code)
    }

    let targets: [PolicyTarget]
    let deadline: Duration?
    let isContinuation: Bool
    /// Attempts that were made.
    var attempts = 0
    /// The last failure.
    private(set) var failure: AttemptFailure?

    private var place: Int
    private var isRetry = false
    /// The last failure of an attempt that was made.
    private var made: AttemptFailure?
    /// Of the targets that rest, the one that has rested first.
    private var resting: KapellError?
    private var asked = 0
    /// The largest window that is known to have been too small; -1 for none.
    private var tooSmall = -1

    init(targets: [PolicyTarget], first: Int, deadline: Duration?, isContinuation: Bool) {
        self.targets = targets
        self.deadline = deadline
        self.isContinuation = isContinuation
        place = first
    }

    mutating func next() -> Step? {
        guard place < targets.count else { return nil }
        defer { place += 1 }
        isRetry = false
        let target = targets[place]
        // A window that is not known is tried: a refusal costs nothing.
        if let window = target.window, window <= tooSmall { return .skip(target, .contextWindow) }
        asked += 1
        return .ask(place)
    }

    /// What the next attempt is.
    var kind: AttemptRecord.Kind {
        if isContinuation { return .continuation }
        if isRetry { return .retry }
        return failure == nil ? .first : .fallback
    }

    /// The same target is asked again.
    mutating func retries(_ failure: AttemptFailure) {
        isRetry = true
        made = failure
    }

    /// A target is given up.
    mutating func take(_ failure: AttemptFailure, wasMade: Bool, at place: Int) {
        self.failure = failure
        guard wasMade else {
            let rest = failure.error.retryAfter ?? .zero
            if resting.map({ rest < $0.retryAfter ?? .zero }) ?? true { resting = failure.error }
            return
        }
        made = failure
        if failure.error.code == .contextWindow { tooSmall = max(tooSmall, targets[place].window ?? -1) }
    }

    /// What the caller is told: the last attempt's error, or why none was made.
    var error: KapellError {
        guard var error = made?.error ?? resting else {
            return KapellError(
                .configuration, "The route has no model to ask.", remedy: "Name at least one model in it.")
        }
        if attempts > 1 {
            error.message += " This was the last of \(attempts) attempts"
            error.message += asked > 1 ? " on \(asked) models." : "."
        }
        return error
    }
}

extension KapellError {
    static let gone = KapellError(.cancelled, "The request was cancelled.")

    static let late = KapellError(.timeout, "The time for all attempts was used up.", remedy: "Ask again later.")

    static func resting(_ target: String, _ rest: Duration?) -> KapellError {
        KapellError(
            .unavailable, "\(target) has failed too often and is left alone for a while.", remedy: "Ask again later.",
            retryAfter: rest)
    }
}
