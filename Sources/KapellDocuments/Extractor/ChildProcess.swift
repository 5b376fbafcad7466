internal import KapellCore
internal import Subprocess

#if canImport(System)
    internal import System
#else
    internal import SystemPackage
#endif

/// One run of `kapell-extract` for one document, seen from the parent.
struct ChildProcess: Sendable {
    let executable: String
    let options: ExtractOptions

    /// Starts the child, gives it the bytes and waits for its answer.
    ///
    /// The child leads a process group of its own. When the wall clock runs out, the answer grows too large or the
    /// task is cancelled, the whole group is killed; in every case the child is reaped before this returns.
    func answer(to bytes: [UInt8]) async throws(KapellError) -> ExtractionFrame {
        let ending: Ending
        do {
            ending = try await race(bytes)
        } catch let error as KapellError {
            throw error
        } catch {
            throw Task.isCancelled
                ? DocumentExtractor.cancelledError(options.name)
                : KapellError(.internalError, "\(executable) could not be run: \(error)")
        }
        switch ending {
        case .answered(let frame): return frame
        case .died(let death): throw death.error(reading: options)
        }
    }

    private enum Ending: Sendable {
        case answered(ExtractionFrame)
        case died(ChildDeath)
    }

    private func race(_ bytes: [UInt8]) async throws -> Ending {
        try await withThrowingTaskGroup(of: Ending?.self) { group in
            group.addTask { try await run(bytes) }
            group.addTask {
                try? await Task.sleep(for: .seconds(options.limits.wallSeconds))
                return nil
            }
            // The clock first: it has run out, or this task was cancelled. The child is killed and reaped either way.
            let first = try await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            _ = try? await group.next()
            if Task.isCancelled { throw DocumentExtractor.cancelledError(options.name) }
            return .died(.wallClock)
        }
    }

    private func run(_ bytes: [UInt8]) async throws -> Ending {
        let input = FileDescriptor(rawValue: try InputFile.descriptor(holding: bytes))
        var platform = PlatformOptions()
        platform.processGroupID = 0
        platform.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        var options = options
        options.parent = OwnProcess.id
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)), arguments: Arguments(options.arguments), environment: Self.environment,
                platformOptions: platform,
                input: .fileDescriptor(input, closeAfterSpawningProcess: true),
                output: .bytes(limit: options.limits.outputBytes + Self.headerBytes),
                error: .bytes(limit: Self.errorBytes))
            if let frame = ExtractionFrame(decoding: result.standardOutput) { return .answered(frame) }
            return .died(
                ChildDeath(
                    result.terminationStatus, errors: String(decoding: result.standardError, as: UTF8.self),
                    hasAnswered: !result.standardOutput.isEmpty))
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .died(.output)
        }
    }

    /// Room for the header in front of the text, and for what a crash prints.
    private static let headerBytes = 16 << 20
    private static let errorBytes = 1 << 20

    /// The little that the child needs to know. A report of a crash would take seconds and nobody reads it.
    private static var environment: Environment {
        var values: [Environment.Key: String] = ["LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
        for key in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH"] {
            if let value = OwnProcess.variable(key) { values[Environment.Key(stringLiteral: key)] = value }
        }
        return .custom(values)
    }
}
