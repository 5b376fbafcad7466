import KapellCore
import KapellKnowledge
import KapellStore
import KapellTesting
import Testing

@Suite("The catalogue of a knowledge base")
struct CatalogueTests {
    private static let english = """
        The tenant may end this agreement at the end of any month. Notice must be given in writing and must reach the
        landlord at least thirty days before that day. The rent is due on the first day of each month, and it is paid to
        the account that the landlord has named. The tenant keeps the rooms in good repair and may not let them to others.
        """
    private static let german = """
        Der Mieter kann diesen Vertrag zum Ende eines jeden Monats kündigen. Die Kündigung muss schriftlich erfolgen und
        dem Vermieter mindestens dreißig Tage vorher zugehen.
        """

    private func codes(_ base: KnowledgeBase) async throws -> [String: [DocumentFinding.Code]] {
        let entries = try await base.catalogue()
        return Dictionary(uniqueKeysWithValues: entries.map { ($0.document.name, $0.findings.map(\.code)) })
    }

    @Test("Each document has its language, its words and its findings")
    func findings() async throws {
        let library = try Library(options: KnowledgeOptions(language: "en"))
        try library.folder.write(Self.english, to: "documents/a.txt")
        try library.folder.write(Self.english.uppercased() + "\nSigned.", to: "documents/copy.txt")
        try library.folder.write(Self.german, to: "documents/german.txt")
        try library.folder.write("Left blank.", to: "documents/blank.txt")
        try library.folder.write([0xFF, 0xFE, 0x00], to: "documents/bad.txt")
        let base = try library.base()
        #expect(try await base.catalogue().isEmpty)
        try await base.ingest([library.documents])
        let codes = try await codes(base)
        #expect(codes["a.txt"] == [.duplicate])
        #expect(codes["copy.txt"] == [.duplicate])
        #expect(codes["german.txt"] == [.language])
        #expect(codes["blank.txt"] == [.sparse])
        #expect(codes["bad.txt"] == [])
        let entries = try await base.catalogue()
        #expect(entries.map(\.language) == ["en", nil, "und", "en", "de"])
        let copy = try #require(entries.first { $0.document.name == "copy.txt" }?.findings.first)
        #expect(copy.message.hasPrefix("It is nearly the same as a.txt: 9"))
        #expect(copy.document == entries[0].document.id)
    }

    @Test("A duplicate that is edited or removed is none any more, and the others stay known as each other's")
    func edits() async throws {
        let library = try Library()
        for name in ["a", "b", "c"] { try library.folder.write(Self.english, to: "documents/\(name).txt") }
        let base = try library.base()
        try await base.ingest([library.documents])
        var found = try await codes(base)
        #expect(found.values.allSatisfy { $0 == [.duplicate] })
        try library.folder.remove("documents/a.txt")
        try await base.ingest([library.documents])
        found = try await codes(base)
        #expect(found == ["b.txt": [.duplicate], "c.txt": [.duplicate]])
        try library.folder.write(Self.german, to: "documents/c.txt")
        try await base.ingest([library.documents])
        found = try await codes(base)
        #expect(found == ["b.txt": [], "c.txt": []])
    }

    @Test("What most documents of a folder repeat is boilerplate, and a new document is told by the others")
    func boilerplate() async throws {
        let library = try Library()
        func page(_ number: Int) -> String {
            "Handbook of the Example Company\nAll rights are reserved by it.\nThe fee of part \(number) is named here.\n"
        }
        for number in 0..<6 { try library.folder.write(page(number) + "part\(number)", to: "documents/\(number).txt") }
        try library.folder.write(Self.english, to: "documents/other/a.txt")
        let base = try library.base()
        try await base.ingest([library.documents])
        let entries = try await base.catalogue()
        for entry in entries where entry.document.name != "other/a.txt" {
            let finding = try #require(entry.findings.first { $0.code == .boilerplate })
            #expect(finding.share > 0.8)
        }
        #expect(entries.last?.findings == [])
    }

    @Test("Documents of an older store are judged by the next ingestion, without being read or embedded again")
    func older() async throws {
        let library = try Library()
        try library.folder.write(Self.english, to: "documents/a.txt")
        let base = try library.base()
        try await base.ingest([library.documents])
        try await library.store.execute("DELETE FROM qualities")
        #expect(try await base.catalogue().first?.language == nil)
        let report = try await base.ingest([library.documents])
        #expect(report.lines == ["unchanged a.txt"])
        #expect(report.embedded == 0)
        #expect(try await base.catalogue().first?.language == "en")
    }
}
