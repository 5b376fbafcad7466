#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Ways to misbehave, so that tests and operators can see the limits hold.
package enum SelfTest {
    package enum Mode: String, Sendable, CaseIterable {
        /// Sleeps for ever: the wall clock must end it.
        case hang
        /// Computes for ever: the processor limit must end it.
        case spin
        /// Takes memory until there is none.
        case memory
        /// Follows a bad pointer.
        case crash
        /// Writes without end.
        case flood
    }

    static func run(_ mode: Mode) -> Int32 {
        switch mode {
        case .hang:
            while true { sleep(1000) }
        case .spin:
            // A call in the loop, so that no optimiser takes it for one that does nothing.
            while clock() >= 0 {}
        case .memory:
            var hoard: [[UInt8]] = []
            while true { hoard.append([UInt8](repeating: UInt8(truncatingIfNeeded: hoard.count), count: 1 << 24)) }
        case .crash:
            kill(getpid(), SIGSEGV)
        case .flood:
            let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
            while write(STDOUT_FILENO, chunk, chunk.count) > 0 {}
        }
        return 70
    }
}
