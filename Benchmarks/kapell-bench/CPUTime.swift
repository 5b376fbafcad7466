#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The processor time of this program: all threads, user and system.
enum CPUTime {
    /// Seconds since the program began.
    static var now: Double {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #endif
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// Seconds of one call of `body`: the mean of as many calls as take `atLeast` seconds, after one call to warm up.
    static func perCall(atLeast: Double = 0.4, _ body: () throws -> Void) rethrows -> Double {
        try body()
        let began = now
        var calls = 0
        var spent = 0.0
        while spent < atLeast {
            try body()
            calls += 1
            spent = now - began
        }
        return spent / Double(calls)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
