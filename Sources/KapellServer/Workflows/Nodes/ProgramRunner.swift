import KapellCore
import KapellDocuments
import KapellJSON
import KapellWorkflows
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs the programs of nodes and tools: without a shell, in a process group of their own, within limits.
///
/// When its time is over, its output grows too large or the run is cancelled, the whole group is killed. What a program
/// leaves behind in its group ends with it.
package struct ProgramRunner: Sendable {
    package init() {}

    /// What the program wrote: JSON where it is such, else the text without its last line end.
    ///
    /// - Throws: `EffectNotDone` where the program did not begin.
    package func run(_ call: ProgramCall) async throws -> NodeResult {
        let name = call.arguments[0]
        guard let path = name.contains("/") ? name : ToolRunner.find(name) else {
            throw EffectNotDone(Self.missing(name))
        }
        let ending = try await race(call, path)
        guard let ending else {
            throw KapellError(
                .timeout, "\(name) took longer than \(call.timeout), and was ended.",
                remedy: "Raise the node's `timeout`, or make it end sooner.", isRetryable: false)
        }
        let errors = String(decoding: ending.errors.suffix(2_000), as: UTF8.self).hiding(call.secrets)
        let reason = errors.split(whereSeparator: \.isNewline).suffix(3).joined(separator: " ").suffix(300)
        guard ending.code == 0 else {
            let how = ending.signal.map { "was ended by the signal \($0)" } ?? "ended with the code \(ending.code)"
            throw KapellError(
                .invalidRequest, "\(name) \(how)\(reason.isEmpty ? "." : ": \(reason)")",
                remedy: call.memory == nil
                    ? "Run it by hand with the same input." : "Run it by hand, or give it more `memory`.",
                isRetryable: false)
        }
        var text = String(decoding: ending.output, as: UTF8.self).hiding(call.secrets)
        if let value = try? JSONValue(parsing: text) { return NodeResult(value) }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return NodeResult(.string(text))
    }

    private static func missing(_ name: String) -> KapellError {
        KapellError(
            .notFound, "The program \(shown(name)) is not there, or may not be started.",
            remedy: "Install it, or write its path from the folder of kapell.yaml.", isRetryable: false)
    }

    private struct Ending: Sendable {
        var code: Int32
        var signal: Int32?
        var output: [UInt8]
        var errors: [UInt8]
    }

    /// - Returns: `nil` when its time is over.
    private func race(_ call: ProgramCall, _ path: String) async throws -> Ending? {
        try await withThrowingTaskGroup(of: Ending?.self) { group in
            group.addTask { try await start(call, path) }
            group.addTask {
                try? await Task.sleep(for: call.timeout)
                return nil
            }
            // The clock first: its time is over, or this task was cancelled. The program is ended and reaped either way.
            let first = try await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            _ = try? await group.next()
            try Task.checkCancellation()
            return nil
        }
    }

    private func start(_ call: ProgramCall, _ path: String) async throws -> Ending {
        let descriptor: Int32
        do { descriptor = try InputFile.descriptor(holding: call.input) } catch { throw EffectNotDone(error) }
        let input = FileDescriptor(rawValue: descriptor)
        var platform = PlatformOptions()
        platform.processGroupID = 0
        platform.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        let (executable, arguments) = limited(call, path)
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)), arguments: Arguments(arguments), environment: environment(call),
                workingDirectory: FilePath(call.directory), platformOptions: platform,
                input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .bytes(limit: call.limit),
                error: .bytes(limit: max(call.limit, 65_536)))
            // What it has left behind.
            kill(-result.processIdentifier.value, SIGKILL)
            var ending = Ending(code: 0, output: result.standardOutput, errors: result.standardError)
            switch result.terminationStatus {
            case .exited(let code): ending.code = code
            case .signaled(let signal):
                ending.code = -1
                ending.signal = signal
            }
            return ending
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw KapellError(
                .tooLarge, "\(call.arguments[0]) writes more than \(call.limit) bytes, and was ended.",
                remedy: "Raise the node's `limit`, or have it write less.", isRetryable: false)
        } catch let error as SubprocessError
            where error.code == .executableNotFound || error.code == .spawnFailed
            || error.code == .failedToChangeWorkingDirectory
        {
            throw EffectNotDone(Self.missing(call.arguments[0]))
        }
    }

    /// With a limit on memory, a shell sets it and becomes the program: a script that never changes, to which the
    /// arguments are arguments.
    private func limited(_ call: ProgramCall, _ path: String) -> (executable: String, arguments: [String]) {
        let rest = Array(call.arguments.dropFirst())
        guard let memory = call.memory else { return (path, rest) }
        let script = "ulimit -v \(max(1, memory / 1024)) || exit 126; exec \"$@\""
        return ("/bin/sh", ["-c", script, "kapell", path] + rest)
    }

    private func environment(_ call: ProgramCall) -> Subprocess.Environment {
        var values: [Subprocess.Environment.Key: String] = [:]
        for name in ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "TZ"] {
            if let value = getenv(name) { values[.init(stringLiteral: name)] = String(cString: value) }
        }
        for (name, value) in call.environment { values[.init(stringLiteral: name)] = value }
        return .custom(values)
    }
}
