import KapellJSON
import Testing

@Suite("knowledge show", .enabled(if: Program.hasModels), .timeLimit(.minutes(10))) struct KnowledgeTests {
    @Test("A ZIP folder that is asked for by name is shown with the files in it, and in JSON with where they stand")
    func parts() async throws {
        let space = try Workspace()
        try space.write(Samples.fixture("folder.zip"), to: "papers/folder.zip")
        try space.write(Samples.lease, to: "papers/lease.md")
        #expect(try await space.kapell("ask", Samples.question, "--in", "./papers").code == 0)
        let shown = try await space.kapell("knowledge", "show", "./papers", "--document", "folder.zip")
        #expect(shown.code == 0, "\(shown)")
        let lines = shown.output.split(separator: "\n").filter { $0.contains("part: ") }
        #expect(lines.count == 4 && lines.contains { $0.contains("list.csv  csv, bytes ") }, "\(shown)")
        #expect(lines.contains { $0.contains("inner.zip › deep.txt") }, "\(shown)")
        let json = try await space.kapell("knowledge", "show", "./papers", "--document", "folder.zip", "--json").json()
        let parts = try #require(json["documents"]?[0]?["parts"]?.arrayValue)
        #expect(parts.map { $0["number"] } == [1, 2, 3, 4])
        #expect(parts.allSatisfy { ($0["start"]?.intValue ?? 9) < ($0["end"]?.intValue ?? 0) && $0["pages"] == 0 })
        let all = try await space.kapell("knowledge", "show", "./papers", "--json").json()
        #expect(all["documents"]?.arrayValue?.allSatisfy { $0["parts"] == nil } == true)
        let lease = try await space.kapell("knowledge", "show", "./papers", "--document", "lease.md")
        #expect(lease.code == 0 && !lease.output.contains("part: "), "\(lease)")
    }
}
