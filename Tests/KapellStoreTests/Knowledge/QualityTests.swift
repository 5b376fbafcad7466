import KapellCore
import KapellStore
import KapellTesting
import Testing

@Suite("The quality of documents in a store") struct QualityTests {
    let folder = TemporaryFolder()

    private func quality(_ words: Int) -> DocumentQuality {
        let finding = DocumentFinding(.sparse, share: 0.5, message: "It has only \(words) words.")
        return DocumentQuality(
            rules: 1, language: "en", words: words, findings: [finding], signature: [1, 2, 3, 4], lines: [5, 6])
    }

    private func judged(_ name: String) -> NewDocument {
        var new = document(name, ["one of \(name)"])
        new.quality = quality(3)
        return new
    }

    @Test("What was written with a document, or later, is read again; a document that failed has none")
    func written() async throws {
        let (store, collection) = try await makeStore(folder)
        let first = try await store.write(judged("a"), in: collection.id)
        let second = try await store.write(document("b", ["two"]), in: collection.id)
        #expect(try await store.qualities(in: collection.id, marks: true) == [first.id: quality(3)])
        var small = quality(3)
        (small.signature, small.lines) = ([], [])
        #expect(try await store.qualities(in: collection.id, marks: false) == [first.id: small])
        try await store.write(quality(9), of: second.id)
        try await store.write(quality(9), of: 4_711)
        #expect(try await store.qualities(in: collection.id, marks: true)[second.id] == quality(9))
        let failure = KapellError(.corrupt, "It is damaged.")
        _ = try await store.write(failedDocument("a", failure), in: collection.id)
        #expect(try await store.qualities(in: collection.id, marks: true).keys.sorted() == [second.id])
        try await store.verify()
    }

    @Test("A document that goes takes its pairs with it, and those it was near to are compared again")
    func pairs() async throws {
        let (store, collection) = try await makeStore(folder)
        var ids: [Int64] = []
        for name in ["a", "b", "c"] { ids.append(try await store.write(judged(name), in: collection.id).id) }
        let duplicates = [
            NearDuplicate(first: ids[0], second: ids[1], similarity: 0.9),
            NearDuplicate(first: ids[0], second: 4_711, similarity: 1),
        ]
        try await store.writeComparison(
            duplicates: duplicates, boilerplate: [ids[2]: 0.4], compared: ids, in: collection.id)
        #expect(try await store.nearDuplicates(in: collection.id) == [duplicates[0]])
        var qualities = try await store.qualities(in: collection.id, marks: false)
        #expect(qualities.values.allSatisfy { $0.isCompared })
        #expect(qualities[ids[2]]?.boilerplate == 0.4)
        try await store.removeDocument(ids[0])
        #expect(try await store.nearDuplicates(in: collection.id) == [])
        qualities = try await store.qualities(in: collection.id, marks: false)
        #expect(qualities[ids[1]]?.isCompared == false)
        #expect(qualities[ids[2]]?.isCompared == true)
        try await store.removeCollection("contracts")
        #expect(try await store.number("SELECT count(*) FROM qualities") == 0)
    }

    @Test("A store of the version before opens with its documents, and can be judged")
    func migration() async throws {
        let (store, collection) = try await makeStore(folder)
        let written = try await store.write(document("a", ["one"]), in: collection.id)
        try await store.execute("DROP TABLE qualities; DROP TABLE near_duplicates")
        try await store.execute("DELETE FROM grdb_migrations WHERE identifier = 'knowledge-3'")
        try store.close()
        let again = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
        #expect(try await again.documents(in: collection.id) == [written])
        #expect(try await again.qualities(in: collection.id, marks: true).isEmpty)
        try await again.write(quality(1), of: written.id)
        #expect(try await again.qualities(in: collection.id, marks: true).count == 1)
        try await again.verify()
    }
}
