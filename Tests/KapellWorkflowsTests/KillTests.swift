import KapellCore
import KapellJSON
import KapellStore
import KapellTesting
import KapellWorkflows
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

/// The run that is killed: sixty steps with an effect each, which adds a line to a file.
private struct KilledRun {
    let folder: String
    let run: RunID
    static let steps = 60

    init(_ folder: String) throws {
        self.folder = folder
        run = try runID(77)
    }

    func workflow() throws -> Workflow {
        let folder = folder
        return try Workflow("killed", channels: [total, notes]) {
            Node("act") { step in
                let number = try step[total]
                let line = try await step.effect(
                    "write", .once { key in Self.lines(folder).contains(key) ? .done("line \(number)") : .notDone }
                ) { key in
                    Self.write(key, folder)
                    // Time to be killed in, between the effect and its result.
                    let isLast = KilledProgram.limit.map { $0 <= Self.lines(folder).count } ?? false
                    try await Task.sleep(for: isLast ? .seconds(60) : .milliseconds(2))
                    return "line \(number)"
                }
                try step.write(notes, [line])
                try step.write(total, number + 1)
            }
            Loop("act", back: "act", atMost: 1000) { try $0[total] < Self.steps }
        }
    }

    func drive() async throws -> WorkflowOutcome {
        let journal = try SQLiteJournal(folder: "\(folder)/journal")
        let workflow = try workflow()
        let runner = WorkflowRunner(workflow, journal: journal)
        let isThere = try await journal.run(run) != nil
        let outcome = isThere ? try await runner.resume(run, adopting: true) : try await runner.run(workflow, id: run)
        await journal.close()
        return outcome
    }

    static func lines(_ folder: String) -> [String] {
        guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/effects")) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The line is in the system's hands when this returns, and survives this process.
    private static func write(_ line: String, _ folder: String) {
        let descriptor = open("\(folder)/effects", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let bytes = Array("\(line)\n".utf8)
        _ = Glue.write(descriptor, bytes)
        close(descriptor)
    }

    private enum Glue {
        static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Int {
            #if canImport(Glibc)
                Glibc.write(descriptor, bytes, bytes.count)
            #else
                Darwin.write(descriptor, bytes, bytes.count)
            #endif
        }
    }
}

/// What the second process does. Nothing in the process that runs the tests.
@Suite("A second process", .enabled(if: KilledProgram.folder != nil)) struct DrivenByASecondProcess {
    @Test("Drives the run until it is killed") func drive() async throws {
        _ = try await KilledRun(try #require(KilledProgram.folder)).drive()
    }
}

@Suite("Processes that are killed", .enabled(if: KilledProgram.isPossible && KilledProgram.folder == nil))
struct KillTests {
    @Test("A run over SQLite survives kill -9 at random moments, and repeats no effect") func kill() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kapell-killed-\(getpid())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let killed = try KilledRun(folder)
        var generator = SeededGenerator(9)
        var kills = 0
        for _ in 0..<8 where KilledRun.lines(folder).count < KilledRun.steps - 12 {
            let before = KilledRun.lines(folder).count
            let wanted = before + Int.random(in: 1...9, using: &generator)
            let program = try KilledProgram(folder: folder, limit: wanted + 3)
            _ = try await eventually(within: .seconds(20), every: .milliseconds(1)) {
                KilledRun.lines(folder).count >= wanted
            }
            // Anywhere between an effect and what is written of it.
            for _ in 0..<Int.random(in: 0..<50, using: &generator) { await Task.yield() }
            await program.kill()
            kills += 1
        }
        #expect(kills >= 4)
        let outcome = try await killed.drive().succeeded()
        #expect(try outcome[notes] == (0..<KilledRun.steps).map { "line \($0)" })
        let lines = KilledRun.lines(folder)
        #expect(lines.count == KilledRun.steps && Set(lines).count == KilledRun.steps)
    }
}
