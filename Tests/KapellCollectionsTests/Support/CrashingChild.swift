import KapellCore
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// This test program once more, as a process that plays one part in a folder until it is killed. It runs the one test
/// that plays parts, and writes a line for each thing that was acknowledged.
final class CrashingChild: Sendable {
    /// The test program can be started again by its own path.
    static var isPossible: Bool { access("/proc/self/exe", X_OK) == 0 }
    /// The folder in which this process plays its part; `nil` in the process that runs the tests.
    static var folder: String? { getenv("KAPELL_COLLECTIONS_CHILD").map { String(cString: $0) } }

    private let pid: pid_t
    private let log: String

    init(folder: String) throws {
        log = "\(folder)/acknowledged"
        var name = [CChar](repeating: 0, count: 4_096)
        let length = readlink("/proc/self/exe", &name, name.count)
        guard length > 0 else { throw KapellError(.unsupported, "This platform does not name its programs.") }
        let program = String(decoding: name[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let arguments: [String] = [
            program, "--testing-library", "swift-testing", "--filter", "CrashTests/playsItsPart", "--no-parallel",
        ]
        var variables = ["KAPELL_COLLECTIONS_CHILD=\(folder)"]
        for variable: String in ["PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR"] {
            if let value = getenv(variable) { variables.append("\(variable)=\(String(cString: value))") }
        }
        let argv = arguments.map { strdup($0) } + [nil]
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
        self.pid = pid
    }

    /// Whole lines only.
    func acknowledged() -> [String] {
        let text = String(decoding: TestFolder.bytes(log), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Waits until so many things are acknowledged, within a minute.
    func reached(_ count: Int) async -> Bool {
        for _ in 0..<6_000 {
            if acknowledged().count >= count { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    func kill() async {
        #if canImport(Glibc)
            _ = Glibc.kill(pid, SIGKILL)
        #else
            _ = Darwin.kill(pid, SIGKILL)
        #endif
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 { try? await Task.sleep(for: .milliseconds(5)) }
    }

    /// The line is in the system's hands when this returns, and survives this process.
    static func acknowledge(_ line: String, in folder: String) {
        let descriptor = open("\(folder)/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let bytes = Array("\(line)\n".utf8)
        _ = write(descriptor, bytes, bytes.count)
        close(descriptor)
    }
}
