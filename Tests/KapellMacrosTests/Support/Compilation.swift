import Subprocess

/// Why the compiler could not be asked.
struct CompilerFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// One run of `swiftc` over one source text with the built plug-in. All tests that ask for it share the run.
actor Compilation {
    private enum State {
        case new
        case running([CheckedContinuation<Void, Never>])
        case ended(Result<CompilerOutput, any Error>)
    }

    private let source: String
    private var state = State.new

    init(source: String) { self.source = source }

    /// What the compiler said. The first call runs it, the others wait for that run.
    ///
    /// - Throws: ``CompilerFailure`` when the compiler or the plug-in is missing, or has expanded no macro.
    func output() async throws -> CompilerOutput {
        switch state {
        case .new:
            state = .running([])
            await finish()
        case .running:
            await withCheckedContinuation { wait($0) }
        case .ended:
            break
        }
        guard case .ended(let result) = state else { throw CompilerFailure("The run of swiftc has no result.") }
        return try result.get()
    }

    private func wait(_ continuation: CheckedContinuation<Void, Never>) {
        guard case .running(let waiting) = state else { return continuation.resume() }
        state = .running(waiting + [continuation])
    }

    private func finish() async {
        let result: Result<CompilerOutput, any Error>
        do { result = .success(try await Self.compile(source)) } catch { result = .failure(error) }
        guard case .running(let waiting) = state else { return }
        state = .ended(result)
        for continuation in waiting { continuation.resume() }
    }

    private static func compile(_ source: String) async throws -> CompilerOutput {
        let folder = try BuildFolder.find()
        let arguments =
            [
                "-typecheck", "-swift-version", "6", "-parse-as-library", "-module-name", Mangling.module,
                "-I", folder.modules, "-load-plugin-executable", "\(folder.plugin)#KapellMacros",
                "-diagnostic-style", "llvm", "-no-color-diagnostics", "-Xfrontend", "-dump-macro-expansions",
            ] + folder.moduleMaps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] } + ["-"]
        let text: String
        let status: TerminationStatus
        do {
            let result = try await Subprocess.run(
                .name("swiftc"), arguments: Arguments(arguments), input: .string(source),
                output: .string(limit: 1 << 20), error: .string(limit: 16 << 20))
            text = result.standardOutput + result.standardError
            status = result.terminationStatus
        } catch {
            throw CompilerFailure("swiftc did not run; it has to be on the PATH. \(error)")
        }
        let output = CompilerOutput(text: text, succeeded: status == .exited(0))
        guard !output.expansions.isEmpty else {
            throw CompilerFailure("swiftc expanded no macro with \(folder.plugin). It said:\n\(text)")
        }
        return output
    }
}
