import KapellKnowledge
import KapellTesting
import Synchronization
import Testing

@Suite("Watching the sources of a knowledge base")
struct SourceWatchTests {
    /// Watches, with a clock that moves by itself whenever the watch sleeps, and does `steps` in between: before the
    /// first look, before the second, and so on.
    /// - Returns: after how many looks each change was told.
    private func changes(
        _ sources: [String], most: Int, looks: Int = 60, _ step: @escaping @Sendable (Int) throws -> Void
    ) async throws -> [Int] {
        let clock = SteppingClock { try step($0) }
        clock.limit = looks
        var told: [Int] = []
        var watch = SourceWatch(sources)
        do {
            while told.count < most {
                try await watch.change(clock: clock)
                told.append(clock.sleeps)
            }
        } catch is CancellationError {}
        return told
    }

    @Test(
        "The first look is told at once; files that are added, changed, removed, and a new permission, are told at rest"
    )
    func kinds() async throws {
        let library = try Library()
        try library.folder.write("One.", to: "documents/one.txt")
        let told = try await changes([library.documents], most: 5) { look in
            switch look {
            case 3: try library.folder.write("Two.", to: "documents/deep/two.txt")
            case 10: try library.folder.write("Three is longer.", to: "documents/one.txt")
            case 20: try library.folder.remove("documents/deep/two.txt")
            case 30: library.folder.forbidReading("documents/one.txt")
            default: break
            }
        }
        #expect(told == [0, 4, 11, 21, 31])
    }

    @Test("A file that is being written is told when it has come to rest, or after ten seconds")
    func rest() async throws {
        let library = try Library()
        try library.folder.write("One.", to: "documents/one.txt")
        let short = try await changes([library.documents], most: 2) { look in
            if (3..<6).contains(look) {
                try library.folder.write(String(repeating: "x", count: look), to: "documents/one.txt")
            }
        }
        #expect(short == [0, 6])
        let long = try await changes([library.documents], most: 3, looks: 30) { look in
            try library.folder.write(String(repeating: "y", count: look), to: "documents/one.txt")
        }
        #expect(long == [0, 11, 22])
    }

    @Test("A source that goes away is told, and so is its coming back; without a change nothing is")
    func missing() async throws {
        let library = try Library()
        try library.folder.write("One.", to: "documents/one.txt")
        let told = try await changes([library.documents], most: 9) { look in
            if look == 5 { try library.folder.move("documents", to: "away") }
            if look == 15 { try library.folder.move("away", to: "documents") }
        }
        #expect(told == [0, 6, 16])
    }

    @Test("What could not be taken in is told again after 15 seconds, then 30, and a change at once")
    func failures() async throws {
        let library = try Library()
        try library.folder.write("One.", to: "documents/one.txt")
        let clock = SteppingClock { look in
            if look == 50 { try library.folder.write("Two.", to: "documents/two.txt") }
        }
        var told: [Int] = []
        var watch = SourceWatch([library.documents])
        for _ in 0..<4 {
            try await watch.change(clock: clock)
            told.append(clock.sleeps)
            watch.failed()
        }
        #expect(told == [0, 15, 45, 51])
    }
}

/// A clock on which every sleep is over at once, after something was done.
private final class SteppingClock: Clock {
    typealias Instant = FakeClock.Instant

    private let clock = FakeClock()
    private let state = Mutex((sleeps: 0, limit: Int.max))
    private let step: @Sendable (Int) throws -> Void

    init(_ step: @escaping @Sendable (Int) throws -> Void) { self.step = step }

    var sleeps: Int { state.withLock { $0.sleeps } }
    var limit: Int {
        get { state.withLock { $0.limit } }
        set { state.withLock { $0.limit = newValue } }
    }
    var now: Instant { clock.now }
    var minimumResolution: Duration { clock.minimumResolution }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        clock.advance(by: clock.now.duration(to: deadline))
        let (sleeps, limit) = state.withLock { state in
            state.sleeps += 1
            return state
        }
        if sleeps > limit { throw CancellationError() }
        try step(sleeps)
    }
}
