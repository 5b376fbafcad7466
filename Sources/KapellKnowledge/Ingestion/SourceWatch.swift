public import KapellCore

/// Tells when files below some sources have changed, and have come to rest.
///
/// It looks at names, sizes and times, so it works on every file system, also over a network. How long it pauses between
/// two looks grows with how long a look takes: it never works more than a hundredth of the time.
public struct SourceWatch: Sendable {
    private let sources: [String]
    private let maximumFiles: Int
    /// As the sources were when the last change was told; `nil` in the beginning.
    private var told: Look?
    /// As they were at the last look.
    private var last: Look?
    /// For how long the sources have been other than what was told, and never at rest; `nil` when they are the same.
    private var restless: Duration?

    /// Failures in turn, and how many of them were known at the last call.
    private var (failures, counted) = (0, 0)

    /// What a look saw.
    private enum Look: Sendable, Hashable {
        case files(digest: Int)
        /// A source that cannot be listed, with the reason.
        case failure(String)
    }

    /// A folder in which files go on changing is told of after this long.
    static let patience = Duration.seconds(10)
    /// How many times as long as a look the pause behind it is, at least.
    static let rest = 100
    /// How long the first failure rests, and the longest rest of many.
    static let (firstRetry, longestRetry) = (Duration.seconds(15), Duration.seconds(600))

    /// - Parameters:
    ///   - sources: absolute paths of files and folders.
    ///   - maximumFiles: as for the ingestion that will read them.
    public init(_ sources: [String], maximumFiles: Int = 10_000) {
        self.sources = sources
        self.maximumFiles = maximumFiles
    }

    /// Waits until something is different from when this last returned, and has come to rest: two looks saw the same, or
    /// the files have been changing for ten seconds. The first call returns at once.
    ///
    /// A source that goes away is a change, and so is its coming back. After ``failed()`` it returns without a change too,
    /// in the end.
    ///
    /// - Parameter pause: between two looks, at least.
    /// - Throws: `CancellationError`.
    public mutating func change<C: Clock>(every pause: Duration = .seconds(1), clock: C) async throws
    where C.Duration == Duration {
        let retry = failures == counted ? nil : min(Self.longestRetry, Self.firstRetry * (1 << min(failures - 1, 16)))
        if retry == nil { failures = 0 }
        counted = failures
        var waited = Duration.zero
        while true {
            try Task.checkCancellation()
            let began = clock.now
            let look = look()
            let isDue = isDue(look)
            last = look
            if isDue || retry.map({ waited >= $0 }) ?? false {
                (told, restless) = (look, nil)
                return
            }
            let rest = max(pause, began.duration(to: clock.now) * Self.rest)
            try await clock.sleep(for: rest)
            waited += rest
            restless = restless.map { $0 + rest }
        }
    }

    /// Says that the last change could not be taken in: the next ``change(every:clock:)`` returns after 15 seconds at the
    /// latest, after several failures in turn ever later, up to ten minutes.
    public mutating func failed() { failures += 1 }

    private mutating func isDue(_ look: Look) -> Bool {
        guard let told else { return true }
        guard look != told else {
            restless = nil
            return false
        }
        let since = restless ?? .zero
        restless = since
        return look == last || since >= Self.patience
    }

    private func look() -> Look {
        var hasher = Hasher()
        for source in sources {
            do {
                let walker = try FileWalker(source, maximumFiles: maximumFiles)
                hasher.combine(source)
                for file in walker.files {
                    hasher.combine(file.path)
                    hasher.combine(file.bytes)
                    hasher.combine(file.modified)
                    hasher.combine(file.changed)
                }
            } catch {
                return .failure("\(KapellError.wrapping(error).code): \(source)")
            }
        }
        return .files(digest: hasher.finalize())
    }
}
