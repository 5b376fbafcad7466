import KapellServer
import KapellTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process that is asked to end and does not by itself.
@Suite("The end of a process", .timeLimit(.minutes(10)), .enabled(if: ChildProcess.isPossible))
struct ProcessEndTests {
    private static let variable = "KAPELL_PROCESS_END"

    private func child(_ limit: String, in folder: String) throws -> ChildProcess {
        try ChildProcess(
            filter: "ProcessEndTests/part", variables: [Self.variable: "\(limit) \(folder)"], folder: folder)
    }

    @Test("It ends after the limit, though every thread of the pool is kept") func limit() async throws {
        let folder = try ConfigurationFolder()
        let child = try child("100", in: folder.path)
        #expect(await child.reached(1))
        kill(child.pid, SIGTERM)
        #expect(await child.exit() == 1)
    }

    @Test("A second signal ends it at once", arguments: [(SIGTERM, SIGINT), (SIGINT, SIGTERM)])
    func second(_ first: Int32, _ second: Int32) async throws {
        let folder = try ConfigurationFolder()
        let child = try child("3600000", in: folder.path)
        #expect(await child.reached(1))
        kill(child.pid, first)
        try await Task.sleep(for: .milliseconds(200))
        kill(child.pid, second)
        // Which of the two is told first is the system's matter.
        #expect([128 + SIGTERM, 128 + SIGINT].contains(await child.exit()))
    }

    /// The child.
    @Test("A part", .enabled(if: ChildProcess.variable(variable) != nil)) func part() async throws {
        let words = (ChildProcess.variable(Self.variable) ?? "").split(separator: " ", maxSplits: 1)
        let end = ProcessEnd(after: .milliseconds(Int(words[0]) ?? 0))
        end.trapSignals()
        // Signals are watched a moment later.
        try await Task.sleep(for: .milliseconds(300))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<64 { group.addTask { while true { pause() } } }
            ChildProcess.acknowledge("begun", in: String(words[1]))
        }
    }
}
