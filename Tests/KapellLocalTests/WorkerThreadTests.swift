import KapellLocal
import Synchronization
import Testing

@Suite("The worker thread")
struct WorkerThreadTests {
    private final class Numbers: Sendable {
        private let items = Mutex<[Int]>([])

        var all: [Int] { items.withLock { $0 } }

        func add(_ number: Int) { items.withLock { $0.append(number) } }
    }

    /// How many are inside at a time, at most.
    private final class Counter: Sendable {
        private let state = Mutex((inside: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func enter() {
            state.withLock { state in
                state.inside += 1
                state.most = max(state.most, state.inside)
            }
        }

        func leave() { state.withLock { $0.inside -= 1 } }
    }

    @Test("Jobs run one after another in the order in which they came")
    func order() async throws {
        let worker = WorkerThread(name: "test")
        let numbers = Numbers()
        for number in 0..<1_000 { worker.async { numbers.add(number) } }
        let count = try await worker.run { numbers.all.count }
        #expect(count == 1_000)
        #expect(numbers.all == Array(0..<1_000))
    }

    @Test("Two jobs never run at the same time")
    func apart() async throws {
        let worker = WorkerThread(name: "test")
        let counter = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await worker.run {
                        counter.enter()
                        counter.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(counter.most == 1)
    }

    @Test("A job's result and its error come back to whoever asked, and the thread goes on")
    func results() async throws {
        struct Broken: Error {}
        let worker = WorkerThread(name: "test")
        #expect(try await worker.run { 42 } == 42)
        await #expect(throws: Broken.self) { try await worker.run { throw Broken() } }
        #expect(try await worker.run { "still here" } == "still here")
    }
}
