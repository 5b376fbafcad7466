#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that effects add lines to. A line is in the system's hands when it is added, and survives this process.
struct EffectFile {
    let path: String

    func add(_ line: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw BenchFailure("\(path) cannot be opened") }
        defer { close(file) }
        let bytes = Array("\(line)\n".utf8)
        // One call: no other process can come in between.
        guard write(file, bytes, bytes.count) == bytes.count else { throw BenchFailure("\(path) cannot be written") }
    }

    var lines: [String] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// Ends this process as a crash would.
func crash() -> Never {
    kill(getpid(), SIGKILL)
    while true { pause() }
}

/// Nanoseconds of the clock that all processes of the machine share: `time.monotonic_ns()` of Python's.
func sharedClock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
