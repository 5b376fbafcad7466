import KapellCore
import KapellStore
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A second process: this test program again, told by its environment to play a part in a folder.
///
/// It runs the one test that plays parts (``ChildParts``), and writes a line to `acknowledged` for each thing done.
final class ChildProcess: Sendable {
    enum Part: String, CaseIterable {
        /// Writes documents and durable events without end.
        case write
        /// The same until the files may not grow any more.
        case full
        /// Appends 100 durable and 100 observed events.
        case journal
        /// Opens a store and a journal, and takes the lock, without the right to write there.
        case denied
        /// Holds the folder.
        case lock
    }

    /// The test program can be started again by its own path.
    static var isPossible: Bool { access("/proc/self/exe", X_OK) == 0 }

    /// The part that this process plays; `nil` in the process that runs the tests.
    static var part: Part? { getenv("KAPELL_STORE_PART").flatMap { Part(rawValue: String(cString: $0)) } }
    static var folder: String { getenv("KAPELL_STORE_FOLDER").map { String(cString: $0) } ?? "" }

    let pid: pid_t
    private let log: String

    init(_ part: Part, folder: String) throws {
        log = "\(folder)/acknowledged"
        var name = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &name, name.count)
        guard length > 0 else { throw KapellError(.unsupported, "This platform does not name its programs.") }
        let program = String(decoding: name[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let arguments: [String] = [
            program, "--testing-library", "swift-testing", "--filter", "ChildParts", "--no-parallel",
        ]
        var variables = ["KAPELL_STORE_PART=\(part.rawValue)", "KAPELL_STORE_FOLDER=\(folder)"]
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
            posix_spawn_file_actions_addopen(
                &actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var pid: pid_t = 0
        guard posix_spawn(&pid, program, &actions, nil, argv, environment) == 0 else {
            throw KapellError(.internalError, "The test program could not be started again.")
        }
        self.pid = pid
    }

    /// What the child says it has done, complete lines only.
    func acknowledged() -> [String] {
        guard let data = try? Data(contentsOf: URL(filePath: log)) else { return [] }
        let text = String(decoding: data, as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Waits until the child has done `count` things; returns whether it came so far within a minute.
    func reached(_ count: Int) async -> Bool {
        for _ in 0..<6000 {
            if acknowledged().count >= count { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Ends it as a crash would.
    func crash() async {
        kill(pid, SIGKILL)
        _ = await exit()
    }

    /// Waits for its end: its exit status, or minus the signal that ended it.
    func exit() async -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(pid, &status, WNOHANG)
            if ended == pid { break }
            if ended < 0, errno != EINTR { return -1000 }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
}

/// Says that something is done. The line is in the system's hands when this returns, and survives this process.
func acknowledge(_ line: String) {
    let descriptor = open("\(ChildProcess.folder)/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let bytes = Array("\(line)\n".utf8)
    _ = write(descriptor, bytes, bytes.count)
    close(descriptor)
}
