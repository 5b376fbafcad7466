package import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// This test program once more, as a process of its own that may be killed.
///
/// Its environment tells it which part it plays, and the filter has it run the one test that plays parts. For each thing
/// that it has done it adds a line to the file `acknowledged` in a folder.
package final class ChildProcess: Sendable {
    /// Whether the test program can be started again by its own path.
    package static var isPossible: Bool { access("/proc/self/exe", X_OK) == 0 }

    package let pid: Int32
    private let log: String

    /// Starts it.
    ///
    /// - Parameters:
    ///   - filter: the test that plays the part.
    ///   - variables: what it finds in its environment, beside what every program needs.
    ///   - folder: where it says what it has done.
    /// - Throws: `.unsupported`, `.internalError`.
    package init(filter: String, variables: [String: String], folder: String) throws(KapellError) {
        log = "\(folder)/acknowledged"
        var name = [CChar](repeating: 0, count: 4_096)
        let length = readlink("/proc/self/exe", &name, name.count)
        guard length > 0 else { throw KapellError(.unsupported, "This platform does not name its programs.") }
        let program = String(decoding: name[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        var lines = variables.map { "\($0.key)=\($0.value)" }
        for name in ["PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR"] {
            if let value = Self.variable(name) { lines.append("\(name)=\(value)") }
        }
        pid = try Self.spawn(
            program, ["--testing-library", "swift-testing", "--filter", filter, "--no-parallel"], lines)
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ variables: [String]
    ) throws(KapellError) -> Int32 {
        let argv = ([program] + arguments).map { strdup($0) } + [nil]
        let environment = variables.map { strdup($0) } + [nil]
        defer { for pointer in argv + environment { free(pointer) } }
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
        #else
            var actions: posix_spawn_file_actions_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in [1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var pid: pid_t = 0
        guard posix_spawn(&pid, program, &actions, nil, argv, environment) == 0 else {
            throw KapellError(.internalError, "The test program could not be started again.")
        }
        return pid
    }

    /// A variable of this process; nil where it is not set.
    package static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    // MARK: What it has done

    /// What the child says it has done, complete lines only.
    package func acknowledged() -> [String] { Self.lines(of: log) }

    /// Waits until the child has done `count` things; returns whether it came so far within a minute.
    package func reached(_ count: Int) async -> Bool {
        (try? await eventually { self.acknowledged().count >= count }) == true
    }

    /// Says that something is done. The line is in the system's hands when this returns, and survives this process.
    package static func acknowledge(_ line: String, in folder: String) {
        let descriptor = open("\(folder)/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let bytes = Array("\(line)\n".utf8)
        _ = write(descriptor, bytes, bytes.count)
        close(descriptor)
    }

    private static func lines(of path: String) -> [String] {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1_024)
        while true {
            let count = read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            text += piece[..<count]
        }
        return text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Its end

    /// Ends it as a crash would, and waits until it is gone.
    package func crash() async {
        kill(pid, SIGKILL)
        _ = await exit()
    }

    /// Waits for its end: its exit status, or minus the signal that ended it. It ends in any case, also where the task
    /// is cancelled.
    package func exit() async -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(pid, &status, WNOHANG)
            if ended == pid { break }
            if ended < 0, errno != EINTR { return -1_000 }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
}
