import KapellJSON
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A project and a KAPELL_HOME of its own, which go when the object goes. The models are those of this machine.
final class Workspace: Sendable {
    let path: String
    /// The folder in which the program runs.
    var project: String { "\(path)/project" }
    var home: String { "\(path)/home" }

    init() throws {
        var template = Array("/tmp/kapell-cli-XXXXXX".utf8CString)
        path = try template.withUnsafeMutableBufferPointer { buffer in
            String(cString: try #require(buffer.baseAddress.flatMap { mkdtemp($0) }))
        }
        try makeFolder("")
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        if let models = Program.models {
            try FileManager.default.createSymbolicLink(atPath: "\(home)/models", withDestinationPath: models)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path below the project.
    func file(_ name: String) -> String { name.isEmpty ? project : "\(project)/\(name)" }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try FileManager.default.createDirectory(
            atPath: Program.folder(of: file(name)), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: file(name)))
    }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: file(name)))) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: file(name)) }

    /// A configuration with one knowledge base, `documents`, over the folder of that name.
    func configure(_ more: String = "") throws {
        try makeFolder("documents")
        try write("version: 1\nknowledge:\n  documents:\n    sources: [documents]\n\(more)", to: "kapell.yaml")
    }

    /// Runs `kapell` to its end.
    ///
    /// - Parameters:
    ///   - shell: what a shell does before, such as setting limits.
    ///   - killedAfter: ends it with SIGKILL after that time, if it still runs.
    @discardableResult
    func kapell(
        _ arguments: String..., environment: [String: String] = [:], shell: String? = nil,
        killedAfter: Duration? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        try await kapell(
            arguments, environment: environment, shell: shell, killedAfter: killedAfter, sourceLocation: sourceLocation)
    }

    /// The same with a list of arguments.
    @discardableResult
    func kapell(
        _ arguments: [String], environment: [String: String] = [:], shell: String? = nil,
        killedAfter: Duration? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        await Gate.children.enter()
        let outcome: Outcome
        do {
            outcome = try await run(arguments, environment, shell, killedAfter)
        } catch {
            await Gate.children.leave()
            throw error
        }
        await Gate.children.leave()
        Plainness.expect(outcome, sourceLocation: sourceLocation)
        return outcome
    }

    private func run(
        _ arguments: [String], _ environment: [String: String], _ shell: String?, _ killedAfter: Duration?
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            configuration(arguments, environment, shell: shell), input: .none, output: .string(limit: 16 << 20),
            error: .string(limit: 16 << 20)
        ) { execution in
            guard let killedAfter else { return }
            try await Task.sleep(for: killedAfter)
            try? execution.send(signal: .kill)
        }
        return Outcome(
            code: Self.code(result.terminationStatus), output: result.standardOutput, errors: result.standardError)
    }

    /// The call of `kapell` with these arguments in this project.
    func configuration(
        _ arguments: [String], _ environment: [String: String] = [:], shell: String? = nil
    ) throws -> Subprocess.Configuration {
        let program = try #require(Program.path, "kapell was not built")
        var values: [Subprocess.Environment.Key: String] = ["KAPELL_HOME": home, "HOME": path, "LC_ALL": "C.UTF-8"]
        for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH"] {
            if let value = Program.variable(name) { values[Subprocess.Environment.Key(stringLiteral: name)] = value }
        }
        for (name, value) in environment { values[Subprocess.Environment.Key(stringLiteral: name)] = value }
        var platform = PlatformOptions()
        platform.teardownSequence = [.send(signal: .kill, allowedDurationToNextStep: .zero)]
        let command = shell.map { ["/bin/sh", "-c", "\($0); exec \"$0\" \"$@\"", program] } ?? [program]
        return Subprocess.Configuration(
            executable: .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst()) + arguments),
            environment: .custom(values), workingDirectory: FilePath(project), platformOptions: platform)
    }

    static func code(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): -signal
        }
    }
}
