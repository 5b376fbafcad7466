import KapellCore
import KapellKnowledge
import KapellTesting
import Testing

@Suite("The vector index follows the store")
struct IndexTests {
    private func library() throws -> Library {
        let library = try Library()
        try library.folder.write(Library.lease, to: "documents/lease.md")
        return library
    }

    @Test("A snapshot is written when the knowledge base is closed, and a new process finds the same with it")
    func snapshot() async throws {
        let library = try library()
        let base = try library.base()
        try await base.ingest([library.documents])
        let before = try await base.search("What is the monthly rent?")
        await base.close()
        #expect(try library.folder.names(in: "index").contains { $0.hasSuffix(".kvx") })
        #expect(try await library.base().search("What is the monthly rent?") == before)
    }

    @Test("A knowledge base that is indexed anew for another model leaves no snapshot of the old one")
    func anotherModel() async throws {
        let library = try library()
        let base = try library.base()
        try await base.ingest([library.documents])
        await base.close()
        #expect(try snapshots(library).count == 1)
        let other = try library.base(embedder: WordHashEmbedder(model: "testing/other", dimensions: 32))
        try await other.ingest([library.documents])
        await other.close()
        #expect(try snapshots(library).count == 1)
        #expect(try await !other.search("What is the monthly rent?").isEmpty)
    }

    @Test("Snapshots of knowledge bases that are gone are removed, and nothing else is")
    func orphans() async throws {
        let library = try library()
        let base = try library.base()
        try await base.ingest([library.documents])
        await base.close()
        let own = try #require(try snapshots(library).first)
        let orphans = ["vectors-999.kvx", "vectors-998.kvx.saving"]
        let others = ["vectors-.kvx", "vectors-x.kvx", "vectors-999.kvx.old", "notes-999.kvx", "knowledge.sqlite"]
        for name in orphans + others { try library.folder.write("x", to: "index/\(name)") }
        try await SnapshotFolder(library.folder.file("index")).removeOrphans(of: library.store)
        let left = try library.folder.names(in: "index").filter { !$0.hasPrefix(".") }
        #expect(Set(left) == Set(others + [own]))
        try await SnapshotFolder(library.folder.file("none")).removeOrphans(of: library.store)
    }

    private func snapshots(_ library: Library) throws -> [String] {
        try library.folder.names(in: "index").filter { $0.hasSuffix(".kvx") }
    }

    @Test("A snapshot that is cut, overwritten or missing is built again", arguments: ["cut", "noise", "missing"])
    func damage(_ kind: String) async throws {
        let library = try library()
        let base = try library.base()
        try await base.ingest([library.documents])
        let before = try await base.search("What is the monthly rent?")
        await base.close()
        let name = try #require(try library.folder.names(in: "index").first { $0.hasSuffix(".kvx") })
        let bytes = try library.folder.read("index/\(name)")
        switch kind {
        case "cut": try library.folder.write(Array(bytes.prefix(bytes.count / 2)), to: "index/\(name)")
        case "noise": try library.folder.write(bytes.map { $0 ^ 0x5A }, to: "index/\(name)")
        default: try library.folder.remove("index/\(name)")
        }
        let reopened = try library.base()
        let after = try await reopened.search("What is the monthly rent?")
        #expect(after == before)
        #expect(after.first?.denseRank != nil)
    }

    @Test("A snapshot from before the last change catches up")
    func oldSnapshot() async throws {
        let library = try library()
        let first = try library.base()
        try await first.ingest([library.documents])
        _ = try await first.search("rent")
        await first.close()
        let name = try #require(try library.folder.names(in: "index").first { $0.hasSuffix(".kvx") })
        let old = try library.folder.read("index/\(name)")
        try library.folder.write("A giraffe may be kept in the garden.", to: "documents/animals.txt")
        try await library.base().ingest([library.documents])
        try library.folder.write(old, to: "index/\(name)")
        let results = try await library.base().search("giraffe in the garden")
        #expect(results.first?.passage.document == "animals.txt")
        #expect(results.first?.denseRank == 1)
    }

    @Test("A knowledge base sees what another one on the same store has indexed or removed since")
    func follower() async throws {
        let library = try library()
        let (reader, writer) = (try library.base(), try library.base())
        try await writer.ingest([library.documents])
        #expect(try await library.found("giraffe", reader).contains("animals.txt") == false)
        try library.folder.write("A giraffe may be kept in the garden.", to: "documents/animals.txt")
        try await writer.ingest([library.documents])
        let results = try await reader.search("giraffe in the garden")
        #expect(results.first?.passage.document == "animals.txt")
        #expect(results.first?.denseRank == 1)
        try library.folder.remove("documents/animals.txt")
        try await writer.ingest([library.documents])
        #expect(try await library.found("giraffe in the garden", reader).contains("animals.txt") == false)
    }

    @Test("Cancelling stops between documents; what was indexed stays, and the next run does only the rest")
    func cancellation() async throws {
        let library = try library()
        try library.folder.write("The fee is due at once.", to: "documents/a.txt")
        try library.folder.write("The fee is due in May.", to: "documents/z.txt")
        let base = try library.base()
        let task = Task {
            try await base.ingest([library.documents]) { step in
                if case .reading("lease.md", _, _) = step { withUnsafeCurrentTask { $0?.cancel() } }
            }.lines
        }
        let error = await thrown { _ = try await task.value }
        #expect(error?.code == .cancelled)
        #expect(try await base.documents().map(\.name) == ["a.txt"])
        #expect(try await library.status(of: "ingest") == .cancelled)
        let report = try await base.ingest([library.documents])
        #expect(report.lines == ["unchanged a.txt", "added lease.md", "added z.txt"])
    }
}
