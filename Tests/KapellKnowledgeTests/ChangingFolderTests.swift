import KapellCore
import KapellKnowledge
import KapellTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("A folder that changes while it is ingested")
struct ChangingFolderTests {
    private func library() throws -> Library {
        let library = try Library()
        for name in ["a", "b", "c"] {
            try library.folder.write("The fee \(name) is due.", to: "documents/\(name).txt")
        }
        return library
    }

    /// Ingests, and changes the folder when it comes to a file.
    private func ingest(
        _ base: KnowledgeBase, _ library: Library, reading name: String, _ change: @escaping @Sendable () throws -> Void
    ) async throws -> IngestReport {
        try await base.ingest([library.documents]) { step in
            if case .reading(name, _, _) = step { try? change() }
        }
    }

    @Test("A file that is written before it is read is taken as it is then, later ones by the next ingestion")
    func edited() async throws {
        let library = try library()
        let (base, folder) = (try library.base(), library.folder)
        let report = try await ingest(base, library, reading: "b.txt") {
            try folder.write("The zebra is due, and comes in May.", to: "documents/b.txt")
        }
        #expect(report.lines == ["added a.txt", "added b.txt", "added c.txt"])
        #expect(try await library.found("zebra", base).first == "b.txt")
        let later = try await base.ingest([library.documents]) { step in
            guard case .document(let entry) = step, entry.document == "b.txt" else { return }
            try? folder.write("The giraffe is due.", to: "documents/b.txt")
        }
        #expect(later.lines == ["unchanged a.txt", "unchanged b.txt", "unchanged c.txt"])
        #expect(
            try await base.ingest([library.documents]).lines == ["unchanged a.txt", "updated b.txt", "unchanged c.txt"])
        #expect(try await library.found("giraffe", base).first == "b.txt")
    }

    @Test("A file that comes while the others are read is left to the next ingestion")
    func added() async throws {
        let library = try library()
        let (base, folder) = (try library.base(), library.folder)
        let report = try await ingest(base, library, reading: "a.txt") {
            try folder.write("The fee d is due.", to: "documents/d.txt")
        }
        #expect(report.lines == ["added a.txt", "added b.txt", "added c.txt"])
        #expect(try await base.ingest([library.documents]).lines.last == "added d.txt")
    }

    @Test(
        "A file that becomes a folder or a pipe fails, without a wait, and the others go on", arguments: [true, false])
    func replaced(byPipe: Bool) async throws {
        let library = try library()
        let folder = library.folder
        let report = try await ingest(try library.base(), library, reading: "b.txt") {
            try folder.remove("documents/b.txt")
            if byPipe {
                mkfifo(folder.file("documents/b.txt"), 0o600)
            } else {
                try folder.write("inside", to: "documents/b.txt/inside.txt")
            }
        }
        #expect(report.lines == ["added a.txt", "failed b.txt", "added c.txt"])
        #expect(report.failure("b.txt")?.code == .unsupported)
    }

    @Test("When the whole folder goes, what was indexed stays, and the next ingestion says what is missing")
    func gone() async throws {
        let library = try library()
        let (base, folder) = (try library.base(), library.folder)
        try await base.ingest([library.documents])
        try folder.write("The fee d is due.", to: "documents/d.txt")
        let report = try await ingest(base, library, reading: "d.txt") { try folder.move("documents", to: "elsewhere") }
        #expect(report.lines == ["unchanged a.txt", "unchanged b.txt", "unchanged c.txt"])
        let error = await thrown { try await base.ingest([library.documents]) }
        #expect(error?.code == .notFound)
        #expect(error?.message == "\(library.documents) does not exist.")
        #expect(error?.remedy != nil)
        #expect(try await base.documents().map(\.name) == ["a.txt", "b.txt", "c.txt"])
        try folder.move("elsewhere", to: "documents")
        #expect(try await base.ingest([library.documents]).lines.last == "added d.txt")
    }
}
