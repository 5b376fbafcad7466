import KapellCore
import KapellDocuments
import KapellKnowledge
import Testing

@Suite("Files that cannot be indexed")
struct BadFileTests {
    /// Indexes a good file and a bad one; returns the bad one's error after checking that the good one is there.
    private func failure(
        _ name: String, _ bytes: [UInt8], options: KnowledgeOptions = .init()
    ) async throws -> KapellError? {
        let library = try Library(options: options)
        try library.folder.write(bytes, to: "documents/\(name)")
        try library.folder.write("The fee is due at once.", to: "documents/zz-good.txt")
        let base = try library.base()
        let report = try await base.ingest([library.documents])
        #expect(report.lines == ["failed \(name)", "added zz-good.txt"])
        #expect(try await library.found("fee", base) == ["zz-good.txt"])
        let error = report.failure(name)
        #expect(try await base.documents().first { $0.name == name }?.failure == error)
        #expect(error?.message.contains(name) == true)
        return error
    }

    @Test("An empty file is reported, and the others go on")
    func empty() async throws {
        #expect(try await failure("empty.txt", [])?.code == .invalidRequest)
    }

    @Test("A binary file with a name of text is reported, and the others go on")
    func binary() async throws {
        let bytes = (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ ($0 >> 3)) }
        #expect(try await failure("binary.txt", bytes)?.code == .unsupported)
    }

    @Test("Invalid UTF-8 is reported with a remedy, and the others go on")
    func invalidUTF8() async throws {
        let bytes = Array("The fee of the supplier is due in M".utf8) + [0xE4] + Array("rz and not later.\n".utf8)
        let error = try await failure("latin.txt", bytes)
        #expect(error?.code == .corrupt)
        #expect(error?.remedy != nil)
    }

    @Test("A file above the limit is reported with both sizes, and the others go on")
    func tooLarge() async throws {
        let bytes = [UInt8](repeating: 0x61, count: 3_000_000)
        let error = try await failure("large.txt", bytes, options: KnowledgeOptions(fileSize: 1_000_000))
        #expect(error?.code == .tooLarge)
        #expect(error?.message.contains("3 MB") == true)
        #expect(error?.message.contains("1 MB") == true)
        #expect(error?.remedy?.contains("file_size") == true)
    }

    @Test("A file that may not be read is reported, and the others go on", .enabled(if: TemporaryFolder.rightsBind))
    func unreadable() async throws {
        let library = try Library()
        try library.folder.write("Secret.", to: "documents/secret.txt")
        try library.folder.write("The fee is due at once.", to: "documents/zz-good.txt")
        library.folder.forbidReading("documents/secret.txt")
        let report = try await library.base().ingest([library.documents])
        #expect(report.lines == ["failed secret.txt", "added zz-good.txt"])
        #expect(report.failure("secret.txt")?.code == .permission)
        #expect(report.failure("secret.txt")?.remedy?.contains("chmod") == true)
    }

    @Test(
        "A child that crashes, hangs or eats memory fails its document, and the ingestion goes on",
        arguments: [
            (SelfTest.Mode.crash, KapellError.Code.internalError), (.hang, .timeout), (.memory, .limitExceeded),
        ])
    func child(_ mode: SelfTest.Mode, _ code: KapellError.Code) async throws {
        let library = try Library()
        for name in ["a", "b"] { try library.folder.write("The fee \(name) is due.", to: "documents/\(name).txt") }
        // A second is for the child that hangs: on a busy machine one that eats memory takes longer to have it.
        let limits = ExtractionLimits(memoryBytes: 256 << 20, wallSeconds: mode == .hang ? 1 : 60)
        let evil = try library.base(extractor: DocumentExtractor(limits: limits, selfTest: mode))
        let report = try await evil.ingest([library.documents])
        #expect(report.lines == ["failed a.txt", "failed b.txt"])
        #expect(report.failure("a.txt")?.code == code)
        #expect(report.failure("b.txt")?.message.contains("b.txt") == true)
        // The failure is of the child: with a good one the same files are read.
        let base = try library.base()
        #expect(try await base.ingest([library.documents]).count(.failed) == 0)
        #expect(try await library.found("fee b", base).contains("b.txt"))
    }

    @Test("A source that does not exist is an error that names it")
    func missingSource() async throws {
        let library = try Library()
        let base = try library.base()
        let path = library.folder.file("nowhere")
        let error = await thrown { try await base.ingest([path]) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains(path) == true)
    }

    @Test("More files than allowed are an error that says how to go on")
    func tooManyFiles() async throws {
        let library = try Library(options: KnowledgeOptions(files: 2))
        for number in 0..<3 { try library.folder.write("Text.", to: "documents/\(number).txt") }
        let base = try library.base()
        let error = await thrown { try await base.ingest([library.documents]) }
        #expect(error?.code == .limitExceeded)
        #expect(error?.remedy?.contains("limits.files") == true)
    }

    @Test("A file that vanishes while the others are indexed is passed over")
    func vanishing() async throws {
        let library = try Library()
        for name in ["a", "b", "c"] { try library.folder.write("The fee \(name) is due.", to: "documents/\(name).txt") }
        let folder = library.folder
        let base = try library.base()
        let report = try await base.ingest([library.documents]) { step in
            if case .reading("b.txt", _, _) = step { try? folder.remove("documents/b.txt") }
        }
        #expect(report.lines == ["added a.txt", "added c.txt"])
        #expect(try await base.documents().map(\.name) == ["a.txt", "c.txt"])
    }

    @Test("A known file that vanishes while the others are indexed leaves the index")
    func vanishingLater() async throws {
        let library = try Library()
        for name in ["a", "b", "c"] { try library.folder.write("The fee \(name) is due.", to: "documents/\(name).txt") }
        let folder = library.folder
        let base = try library.base()
        try await base.ingest([library.documents])
        try library.folder.write("The fee b is due much later.", to: "documents/b.txt")
        let report = try await base.ingest([library.documents]) { step in
            if case .reading("b.txt", _, _) = step { try? folder.remove("documents/b.txt") }
        }
        #expect(report.lines == ["unchanged a.txt", "unchanged c.txt", "removed b.txt"])
    }

    @Test("A file that goes bad leaves the index, and comes back when it is good again")
    func goingBad() async throws {
        let library = try Library()
        try library.folder.write("The zebra is due.", to: "documents/a.txt")
        try library.folder.write("The fee is due.", to: "documents/b.txt")
        let base = try library.base()
        try await base.ingest([library.documents])
        try library.folder.write("", to: "documents/a.txt")
        #expect(try await base.ingest([library.documents]).lines == ["failed a.txt", "unchanged b.txt"])
        #expect(try await library.found("zebra", base) == ["b.txt"])
        try library.folder.write("The zebra is back.", to: "documents/a.txt")
        #expect(try await base.ingest([library.documents]).count(.failed) == 0)
        #expect(try await library.found("zebra", base).first == "a.txt")
    }
}
