import KapellCore
import KapellPolicy
import KapellTesting
import Synchronization
import Testing

@Suite struct CircuitBreakerTests {
    private let fake = FakeClock()

    private func breaker(_ settings: CircuitBreaker.Settings) -> CircuitBreaker {
        CircuitBreaker(settings, clock: PolicyClock(fake))
    }

    private func fail(_ breaker: CircuitBreaker, times: Int) throws {
        for _ in 0..<times { breaker.fail(try #require(breaker.admit())) }
    }

    @Test("So many failures in a row open it; a success in between starts anew")
    func consecutive() throws {
        let breaker = breaker(.init(consecutiveFailures: 3, coolDown: .seconds(30)))
        try fail(breaker, times: 2)
        breaker.succeed(try #require(breaker.admit()))
        try fail(breaker, times: 2)
        #expect(breaker.snapshot.state == .closed)
        try fail(breaker, times: 1)
        #expect(breaker.snapshot.state == .open)
        #expect(breaker.snapshot.rest == .seconds(30))
        #expect(breaker.admit() == nil)
        #expect(breaker.snapshot.opened == 1)
        #expect(breaker.snapshot.refused == 1)
    }

    @Test("A share of failures within the window opens it, once there are enough calls")
    func share() throws {
        let breaker = breaker(
            .init(consecutiveFailures: nil, failureShare: 0.5, minimumCalls: 10, window: .seconds(10)))
        for number in 0..<9 {
            let pass = try #require(breaker.admit())
            if number % 2 == 0 { breaker.fail(pass) } else { breaker.succeed(pass) }
        }
        #expect(breaker.snapshot.state == .closed)
        try fail(breaker, times: 1)
        #expect(breaker.snapshot.state == .open)
    }

    @Test("Calls slide out of the window")
    func slides() throws {
        let breaker = breaker(
            .init(consecutiveFailures: nil, failureShare: 0.5, minimumCalls: 4, window: .seconds(10)))
        try fail(breaker, times: 3)
        #expect(breaker.snapshot.failures == 3)
        fake.advance(by: .seconds(5))
        #expect(breaker.snapshot.calls == 3)
        fake.advance(by: .seconds(6))
        #expect(breaker.snapshot.calls == 0)
        try fail(breaker, times: 3)
        #expect(breaker.snapshot.state == .closed)
    }

    @Test("After the cool-down one call probes: well closes it, ill opens it again")
    func probe() throws {
        let breaker = breaker(.init(consecutiveFailures: 1, coolDown: .seconds(30)))
        try fail(breaker, times: 1)
        fake.advance(by: .seconds(29))
        #expect(breaker.admit() == nil)
        fake.advance(by: .seconds(1))
        let probe = try #require(breaker.admit())
        #expect(breaker.snapshot.state == .halfOpen)
        #expect(breaker.admit() == nil)
        breaker.fail(probe)
        #expect(breaker.snapshot.state == .open)
        fake.advance(by: .seconds(30))
        breaker.succeed(try #require(breaker.admit()))
        #expect(breaker.snapshot.state == .closed)
        #expect(breaker.admit() != nil)
    }

    @Test("A probe whose answer has begun closes it before the answer ends")
    func confirmed() throws {
        let breaker = breaker(.init(consecutiveFailures: 1, coolDown: .seconds(1)))
        try fail(breaker, times: 1)
        fake.advance(by: .seconds(1))
        let pass = breaker.confirm(try #require(breaker.admit()))
        #expect(breaker.snapshot.state == .closed)
        breaker.fail(pass)
        #expect(breaker.snapshot.state == .open)
    }

    @Test("A probe that says nothing leaves room for the next")
    func released() throws {
        let breaker = breaker(.init(consecutiveFailures: 1, coolDown: .seconds(1)))
        try fail(breaker, times: 1)
        fake.advance(by: .seconds(1))
        breaker.release(try #require(breaker.admit()))
        #expect(breaker.snapshot.state == .halfOpen)
        #expect(breaker.admit() != nil)
    }

    @Test("A result from before a change of state does not count")
    func late() throws {
        let breaker = breaker(.init(consecutiveFailures: 1, coolDown: .seconds(1)))
        let old = try #require(breaker.admit())
        let other = try #require(breaker.admit())
        breaker.fail(old)
        breaker.succeed(other)
        #expect(breaker.snapshot.state == .open)
        fake.advance(by: .seconds(1))
        let probe = try #require(breaker.admit())
        breaker.fail(other)
        #expect(breaker.snapshot.state == .halfOpen)
        breaker.succeed(probe)
        #expect(breaker.snapshot.state == .closed)
    }

    @Test("Errors say whether a target is ill, well, or nothing")
    func errors() throws {
        let breaker = breaker(.init(consecutiveFailures: 1))
        for code in [KapellError.Code.limitExceeded, .authentication, .cancelled, .invalidRequest, .contentPolicy] {
            breaker.take(KapellError(code, "x"), with: try #require(breaker.admit()))
            #expect(breaker.snapshot.state == .closed)
        }
        breaker.take(KapellError(.overloaded, "x"), with: try #require(breaker.admit()))
        #expect(breaker.snapshot.state == .open)
    }

    @Test("Under many tasks only one probe is out at a time, and counts are right")
    func concurrent() async throws {
        let breaker = breaker(.init(consecutiveFailures: 1, coolDown: .zero))
        try fail(breaker, times: 1)
        let out = Gauge()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<2_000 {
                        guard let pass = breaker.admit() else { continue }
                        out.up()
                        out.down()
                        if (task + round) % 3 == 0 { breaker.release(pass) } else { breaker.fail(pass) }
                    }
                }
            }
        }
        #expect(out.most == 1)
        #expect(breaker.snapshot.opened > 1)

        let calm = self.breaker(.init(consecutiveFailures: nil, window: .seconds(60)))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for round in 0..<1_000 {
                        guard let pass = calm.admit() else { continue }
                        if round % 4 == 0 { calm.fail(pass) } else { calm.succeed(pass) }
                    }
                }
            }
        }
        #expect(calm.snapshot.calls == 8_000)
        #expect(calm.snapshot.failures == 2_000)
    }
}

/// Counts how many are in at once.
private final class Gauge: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    func up() {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }

    func down() { state.withLock { $0.now -= 1 } }
}
