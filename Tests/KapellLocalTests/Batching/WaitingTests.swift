import KapellCore
import KapellLocal
import Testing

@Suite("Requests that wait")
struct WaitingTests {
    @Test("The more urgent one begins first; one that has waited long enough is as urgent")
    func aging() {
        let now = ContinuousClock.now
        func rank(_ priority: Int, waited seconds: Double) -> Double {
            WaitingRank.of(priority: priority, since: now - .seconds(seconds))
        }
        #expect(rank(5, waited: 0) > rank(0, waited: 0))
        #expect(rank(0, waited: 1) > rank(0, waited: 0.5))
        #expect(rank(5, waited: 0) > rank(0, waited: 4))
        #expect(rank(5, waited: 0) < rank(0, waited: 6))
        #expect(rank(-100, waited: 201) > rank(100, waited: 0))
    }

    @Test("A row that is full refuses, says when to come again, and takes others once there is room")
    func row() throws {
        let row = Backlog(limit: 3)
        for _ in 0..<3 { try row.enter() }
        let error = #expect(throws: KapellError.self) { try row.enter() }
        #expect(error?.code == .limitExceeded && error?.isRetryable == true)
        #expect(try #require(error?.retryAfter) >= .seconds(1))
        #expect(row.count == 3 && row.refused == 1)
        row.leave(after: .now)
        try row.enter()
        #expect(row.count == 3 && row.refused == 1)
    }
}
