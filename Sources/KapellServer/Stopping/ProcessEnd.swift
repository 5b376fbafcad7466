import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Sees to it that the process ends once it was asked to: at once when it is asked again, and after a limit in any case.
///
/// It works on a thread of its own, so that nothing that hangs or computes can keep it. What is acknowledged is on the
/// disk by then: ending like this is what `kill -9` does.
package final class ProcessEnd: @unchecked Sendable {  // lock: of `state`; `sources` never change
    private struct State {
        var signals = 0
        var hasBegun = false
    }

    private let limit: Duration
    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let sources: [(signal: Int32, source: any DispatchSourceSignal)]

    /// - Parameter limit: how long after ``begin()`` the process ends.
    package init(after limit: Duration) {
        self.limit = limit
        let queue = DispatchQueue(label: "kapell-end")
        self.queue = queue
        sources = [SIGTERM, SIGINT].map { ($0, DispatchSource.makeSignalSource(signal: $0, queue: queue)) }
    }

    /// Sees SIGTERM and SIGINT from now on, once. Others who watch them go on seeing them, too.
    package func trapSignals() {
        for (signal, source) in sources {
            // The handler keeps both: they live as long as the process.
            source.setEventHandler { [self] in came(signal, times: Int(source.data)) }
            source.resume()
        }
    }

    private func came(_ signal: Int32, times: Int) {
        let signals = state.withLock { state in
            state.signals += max(times, 1)
            return state.signals
        }
        // As a shell counts it: 130 for SIGINT, 143 for SIGTERM.
        if signals > 1 { _exit(128 + signal) }
        begin()
    }

    /// The process has been asked to end.
    package func begin() {
        let isFirst = state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        guard isFirst else { return }
        let seconds = limit / .seconds(1)
        queue.asyncAfter(deadline: .now() + seconds) {
            let text = "The server has not ended within \(Int(seconds.rounded())) s, and was ended.\n"
            _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            _exit(1)
        }
    }
}
