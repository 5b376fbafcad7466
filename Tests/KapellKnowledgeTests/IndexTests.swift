import KapellCore
import KapellDocuments
import KapellKnowledge
import KapellLexical
import KapellStore
import KapellTesting
import KapellText
import KapellVectors
import Testing

@Suite("The indexes follow the store")
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
        #expect(after.first?.denseRank != nil && after.first?.lexicalRank != nil)
    }

    @Test(
        "Words that the snapshot lacks, that are damaged, ahead of the store or of other rules are indexed again",
        arguments: ["missing", "noise", "other version", "other rules", "ahead", "behind"])
    func words(_ kind: String) async throws {
        let library = try library()
        let base = try library.base()
        try await base.ingest([library.documents])
        let before = try await base.search("monthly rent")
        await base.close()
        let name = try #require(try snapshots(library).first)
        let path = library.folder.file("index/\(name)")
        let opened = try VectorIndex.open(path: path)
        let whole = try #require(try opened.section(WordIndex.section))
        let other = LexicalIndex(try LexicalSchema(analyzer: Analyzer(language: .english)))
        other.update { $0.sequence = Int64(opened.sequence) }
        let moved = try WordIndex.empty()
        moved.update { $0.sequence = kind == "ahead" ? Int64(opened.sequence) + 1 : 0 }
        let section: SnapshotSection? =
            switch kind {
            case "missing": nil
            case "noise": SnapshotSection(name: WordIndex.section, bytes: whole.map { $0 ^ 0x5A })
            case "other version": SnapshotSection(name: "words-0", bytes: whole)
            case "other rules": SnapshotSection(name: WordIndex.section, bytes: try other.snapshot())
            default: SnapshotSection(name: WordIndex.section, bytes: try moved.snapshot())
            }
        try opened.index.save(to: path, sequence: opened.sequence, sections: section.map { [$0] } ?? [])
        let reopened = try library.base()
        #expect(try await reopened.search("monthly rent") == before)
        #expect(before.first?.lexicalRank == 1)
        await reopened.close()
        #expect(try VectorIndex.open(path: path).section(WordIndex.section) == whole)
    }

    @Test("Indexes that were caught up step by step find what those that were built at once find", arguments: [1, 2])
    func stepByStep(seed: UInt64) async throws {
        var random = SeededGenerator(seed)
        let library = try Library()
        let words = ["rent", "notice", "tenant", "lease", "zebra", "fee", "garden", "landlord"]
        var base = try library.base()
        for round in 0..<8 {
            for _ in 0..<3 {
                let name = "documents/\(Int.random(in: 0..<6, using: &random)).md"
                if Int.random(in: 0..<4, using: &random) == 0 {
                    try? library.folder.remove(name)
                } else {
                    let paragraphs = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                        (0..<20).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ") + "."
                    }
                    try library.folder.write(
                        "# \(words[round])\n\n\(paragraphs.joined(separator: "\n\n# x\n\n"))", to: name)
                }
            }
            try await base.ingest([library.documents])
            let anew = KnowledgeBase(
                name: base.name, store: library.store, embedder: library.embedder, extractor: try DocumentExtractor(),
                journal: library.journal, indexFolder: library.folder.file("anew-\(round)"))
            for word in words {
                let (found, expected) = (
                    try await base.search("\(word) \(words[0])"), try await anew.search("\(word) \(words[0])")
                )
                #expect(found == expected)
            }
            if round % 3 == 2 {
                await base.close()
                base = try library.base()
            }
        }
    }

    @Test("Who comes with an older record of the knowledge base gets the index that there is") func olderRecord()
        async throws
    {
        let library = try library()
        let base = try library.base()
        try await base.ingest([library.documents])
        let older = try await base.collection()
        try library.folder.write("A giraffe may be kept in the garden.", to: "documents/animals.txt")
        try await base.ingest([library.documents])
        let follower = IndexFollower(store: library.store, snapshots: SnapshotFolder(library.folder.file("none")))
        let newest = try await follower.indexes(of: try await base.collection())
        let again = try await follower.indexes(of: older)
        #expect(newest.vectors === again.vectors && again.words.count == newest.words.count)
        #expect(try again.words.frequency(of: "giraffe") == 1)
    }

    @Test("Many who ask at once wait for one that catches up, and all find the same") func together() async throws {
        let library = try library()
        try await library.base().ingest([library.documents])
        let base = try library.base()
        let expected = try await library.base().search("monthly rent")
        // Vectors have a type of this name too.
        let all = try await withThrowingTaskGroup(of: [KapellKnowledge.SearchResult].self) { group in
            for _ in 0..<12 { group.addTask { try await base.search("monthly rent") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(all == Array(repeating: expected, count: 12))
    }

    @Test("Indexes that many bring up to date beside a writer hold what the store holds") func besideWriter()
        async throws
    {
        let library = try Library()
        let store = library.store
        let collection = try await store.createCollection("leases", fingerprint: "model", dimensions: 3)
        let follower = IndexFollower(store: store, snapshots: SnapshotFolder(library.folder.file("none")))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Each text removes the one before.
                for number in 0..<40 { _ = try await store.write(Self.document("word\(number)"), in: collection.id) }
            }
            for _ in 0..<6 {
                group.addTask {
                    for _ in 0..<40 {
                        guard let newest = try await store.collection("leases") else { continue }
                        _ = try await follower.indexes(of: newest)
                    }
                }
            }
            try await group.waitForAll()
        }
        let indexes = try await follower.indexes(of: try #require(try await store.collection("leases")))
        #expect(indexes.vectors.count == 1 && indexes.words.count == 1)
        #expect(try indexes.words.frequency(of: "word39") == 1)
    }

    /// A document of one chunk.
    private static func document(_ text: String) -> NewDocument {
        let end = text.utf8.count
        let record = DocumentRecord(
            id: 0, collection: 0, name: "a.txt", path: "/a.txt", source: "/", hash: text, bytes: end, modified: 0,
            kind: "text", title: nil, pages: nil, chunks: 0, warnings: [], failure: nil)
        let chunk = NewDocument.Chunk(
            span: ByteSpan(start: 0, end: end), page: nil, heading: "", text: text, textHash: text, vector: [1, 2, 3])
        return NewDocument(record: record, text: text, pages: [], chunks: [chunk])
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
                guard case .document(let entry) = step, entry.document == "a.txt" else { return }
                withUnsafeCurrentTask { $0?.cancel() }
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
