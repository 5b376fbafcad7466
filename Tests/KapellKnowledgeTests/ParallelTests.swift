import KapellCore
import KapellKnowledge
import KapellTesting
import Synchronization
import Testing

@Suite("Reading several documents at a time")
struct ParallelTests {
    /// Forty files of which some are empty, some equal and some long.
    private func fill(_ library: Library) throws {
        for number in 0..<40 {
            let sentence = "The fee of part \(number % 13) is \(number % 7) euros and is due at the end of the month. "
            let text = number % 9 == 4 ? "" : String(repeating: sentence, count: 1 + number * number % 60)
            try library.folder.write(text, to: "documents/\(number % 3)/file-\(number).txt")
        }
    }

    private func result(width: Int) async throws -> (lines: [String], documents: [String], embedded: Int) {
        let library = try Library(options: KnowledgeOptions(width: width))
        try fill(library)
        let base = try library.base()
        let report = try await base.ingest([library.documents])
        let documents = try await base.documents().map { "\($0.id) \($0.name) \($0.hash) \($0.chunks)" }
        return (report.lines, documents, report.embedded)
    }

    @Test("Report, numbers and passages are the same for every width")
    func widths() async throws {
        let one = try await result(width: 1)
        #expect(one.lines.count == 40)
        for width in [2, 5, 16] {
            let many = try await result(width: width)
            #expect(many.lines == one.lines)
            #expect(many.documents == one.documents)
            #expect(many.embedded == one.embedded)
        }
    }

    @Test("A text that several documents share is embedded once")
    func shared() async throws {
        let library = try Library()
        for number in 0..<20 { try library.folder.write("The fee is due at once.", to: "documents/\(number).txt") }
        let report = try await library.base().ingest([library.documents])
        #expect(report.count(.added) == 20)
        #expect(report.embedded == 1)
    }

    @Test("The rate ends with every file done and no time left")
    func rate() async throws {
        let library = try Library()
        try fill(library)
        let rates = Mutex<[IngestRate]>([])
        try await library.base().ingest([library.documents]) { step in
            if case .rate(let rate) = step { rates.withLock { $0.append(rate) } }
        }
        let last = try #require(rates.withLock { $0.last })
        #expect(last.done == 40)
        #expect(last.files == 40)
        #expect(last.documentsPerMinute > 0)
        #expect(last.passagesPerSecond > 0)
        #expect(last.secondsLeft == 0)
        let counts = rates.withLock { $0.map(\.done) }
        #expect(counts == counts.sorted())
    }

    @Test("A file that becomes a symbolic link after the folder was listed is not followed")
    func link() async throws {
        let library = try Library()
        try library.folder.write("The secret is not indexed.", to: "secret.txt")
        try library.folder.write("The fee is due.", to: "documents/a.txt")
        let folder = library.folder
        let report = try await library.base().ingest([library.documents]) { step in
            guard case .reading("a.txt", _, _) = step else { return }
            try? folder.remove("documents/a.txt")
            try? folder.link("documents/a.txt", to: folder.file("secret.txt"))
        }
        #expect(report.lines == ["failed a.txt"])
        #expect(report.failure("a.txt")?.message.contains("symbolic link") == true)
    }

    @Test("A name with a line break is a name, one that is not UTF-8 is passed over with the reason")
    func names() async throws {
        let library = try Library()
        try library.folder.write("The fee is due.", to: "documents/a\nb.txt")
        try library.folder.writeRaw(Array("documents/".utf8) + [0xFF, 0x2E, 0x74, 0x78, 0x74])
        let report = try await library.base().ingest([library.documents])
        #expect(report.lines.contains("added a\nb.txt"))
        let skipped = try #require(report.entries.first { $0.outcome == .skipped })
        #expect(skipped.notes == ["its name is not UTF-8"])
    }

    @Test("An embedder that refuses one text fails one document")
    func refusal() async throws {
        let library = try Library()
        for name in ["a", "b", "c", "d"] {
            try library.folder.write("The fee \(name) is due.", to: "documents/\(name).txt")
        }
        let base = try library.base(embedder: RefusingEmbedder(word: "fee c"))
        let report = try await base.ingest([library.documents])
        #expect(report.lines == ["added a.txt", "added b.txt", "failed c.txt", "added d.txt"])
    }
}

/// Refuses every request that holds a word.
struct RefusingEmbedder: EmbeddingBackend {
    let word: String
    private let inner = WordHashEmbedder(model: "testing/refusing", dimensions: 64)

    init(word: String) { self.word = word }

    var model: String { inner.model }

    func fingerprint() async throws -> String { try await inner.fingerprint() }

    func dimensions() async throws -> Int { try await inner.dimensions() }

    func embed(_ texts: [String]) async throws -> EmbeddingResult {
        if texts.contains(where: { $0.contains(word) }) {
            throw KapellError(.contentPolicy, "One of the texts is refused.")
        }
        return try await inner.embed(texts)
    }
}
