import KapellCore
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// This test program a second time, told by its environment to drive a run in a folder.
struct KilledProgram {
    static var isPossible: Bool { access("/proc/self/exe", X_OK) == 0 }

    /// The folder in which this process drives a run; `nil` in the process that runs the tests.
    static var folder: String? { getenv("KAPELL_WORKFLOWS_FOLDER").map { String(cString: $0) } }

    /// After so many effects this process waits to be killed, so that a busy machine cannot let it run to the end.
    static var limit: Int? { getenv("KAPELL_WORKFLOWS_LIMIT").flatMap { Int(String(cString: $0)) } }

    let pid: pid_t

    init(folder: String, limit: Int) throws {
        var name = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &name, name.count)
        guard length > 0 else { throw KapellError(.unsupported, "This platform does not name its programs.") }
        let program = String(decoding: name[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let arguments: [String] = [
            program, "--testing-library", "swift-testing", "--filter", "DrivenByASecondProcess", "--no-parallel",
        ]
        var variables = ["KAPELL_WORKFLOWS_FOLDER=\(folder)", "KAPELL_WORKFLOWS_LIMIT=\(limit)"]
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

    /// Ends it as a crash would, and waits until it is gone.
    func kill() async {
        _ = Self.signal(pid)
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 { try? await Task.sleep(for: .milliseconds(1)) }
    }

    private static func signal(_ pid: pid_t) -> Int32 {
        #if canImport(Glibc)
            Glibc.kill(pid, SIGKILL)
        #else
            Darwin.kill(pid, SIGKILL)
        #endif
    }
}
