import KapellCore
internal import Synchronization

/// Measures how much of the nearest live searches find, and holds what was declared.
///
/// Some of the approximate searches are remembered, in a queue that never grows beyond its size. When there is time,
/// each is made twice over one state: as it was made, and by comparing every vector. What is counted is kept for each
/// collection and shape of the filter. Where the recall is below what was declared, searches of that kind get a larger
/// `ef`, step by step, and in the end compare every vector.
public final class RecallWatch: Sendable {
    public let options: RecallOptions

    /// A search that waits for its check.
    struct Sample: Sendable {
        var collection: String
        var shape: String
        var query: VectorQuery
    }

    struct Kind: Sendable, Hashable {
        var collection: String
        var shape: String
    }

    private struct Count {
        var searches = 0
        var found = 0
        var expected = 0
        /// The place in `efforts`.
        var effort = 0
    }

    private struct State {
        var random: any RandomNumberGenerator & Sendable
        var queue: [Sample] = []
        var counts: [Kind: Count] = [:]
        var dropped = 0
    }

    /// What `ef` is multiplied by, one after the other; behind the last every vector is compared.
    private static let efforts = [1.0, 1.5, 2, 3, 4, 6, 8, 12, 16]

    private let state: Mutex<State>

    /// - Parameter random: Says which searches are checked.
    public init(
        _ options: RecallOptions = RecallOptions(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.options = options
        state = Mutex(State(random: random))
    }

    /// Searches that were to be checked while the queue was full.
    public var dropped: Int { state.withLock { $0.dropped } }

    /// Searches that wait for their check.
    public var waiting: Int { state.withLock { $0.queue.count } }

    /// What was measured, by collection and shape.
    public var readings: [RecallReading] {
        state.withLock { $0.counts }.map { kind, count in
            RecallReading(
                collection: kind.collection, shape: kind.shape, searches: count.searches, found: count.found,
                expected: count.expected,
                interval: WilsonInterval(successes: count.found, trials: count.expected, z: options.z),
                effort: count.effort < Self.efforts.count ? Self.efforts[count.effort] : nil)
        }.sorted { ($0.collection, $0.shape) < ($1.collection, $1.shape) }
    }

    /// Forgets what was measured of a collection, such as after it was filled anew.
    public func reset(_ collection: String) {
        state.withLock { state in
            state.counts = state.counts.filter { $0.key.collection != collection }
            state.queue.removeAll { $0.collection == collection }
        }
    }

    // MARK: Searches

    /// How a search is made that names no effort itself.
    struct Effort: Sendable {
        var ef: Int
        var isExact: Bool
    }

    func effort(for query: VectorQuery, in collection: String, ef: Int) -> Effort {
        let kind = Kind(collection: collection, shape: FilterShape.of(query.filter))
        let place = state.withLock { $0.counts[kind]?.effort ?? 0 }
        guard place < Self.efforts.count else { return Effort(ef: ef, isExact: true) }
        return Effort(ef: min(65_536, max(ef, Int(Double(ef) * Self.efforts[place]))), isExact: false)
    }

    /// Told of each approximate search.
    func saw(_ query: VectorQuery, in collection: String) {
        state.withLock { state in
            let drawn = Double(state.random.next() >> 11) * 0x1p-53
            guard drawn < options.rate else { return }
            guard state.queue.count < options.queue else {
                state.dropped += 1
                return
            }
            state.queue.append(
                Sample(collection: collection, shape: FilterShape.of(query.filter), query: query))
        }
    }

    // MARK: Checks

    func next() -> Sample? { state.withLock { $0.queue.isEmpty ? nil : $0.queue.removeFirst() } }

    /// Counts a check, and decides on more effort.
    func count(_ sample: Sample, found: Int, expected: Int) {
        guard expected > 0 else { return }
        var kind = Kind(collection: sample.collection, shape: sample.shape)
        state.withLock { state in
            if state.counts[kind] == nil, state.counts.count >= options.kinds {
                kind = Kind(collection: "", shape: "others")
            }
            var count = state.counts[kind] ?? Count()
            count.searches += 1
            count.found += found
            count.expected += expected
            if let declared = options.declared, count.expected >= options.enough,
                Double(count.found) < declared * Double(count.expected), count.effort < Self.efforts.count
            {
                count = Count(effort: count.effort + 1)
            }
            state.counts[kind] = count
        }
    }

    /// Checks what waits, one search at a time with a pause after each, until the task is cancelled.
    ///
    /// - Parameters:
    ///   - isBusy: Whether others need the processor; nothing is checked as long.
    ///   - pause: Between two checks, and between two looks at an empty queue.
    public func run<C: Clock>(
        _ database: LocalVectorDatabase, clock: C, pause: C.Duration, isBusy: @Sendable () -> Bool = { false }
    ) async {
        while !Task.isCancelled {
            if !isBusy() { await database.checkRecall(self) }
            do { try await clock.sleep(for: pause) } catch { return }
        }
    }
}
