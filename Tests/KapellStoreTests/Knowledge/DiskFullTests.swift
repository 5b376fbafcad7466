import KapellCore
import KapellStore
import KapellTesting
import Testing

@Suite("A full disk") struct DiskFullTests {
    let folder = TemporaryFolder()

    private func paragraphs(_ seed: Int) -> [String] {
        (0..<20).map { "paragraph \($0) of \(seed) " + String(repeating: "word\(seed * 31 + $0) ", count: 60) }
    }

    @Test("A document that does not fit is refused; what was there stays, and later ones fit once there is space")
    func knowledge() async throws {
        let (store, collection) = try await makeStore(folder)
        var stored: [String] = []
        try await store.limitGrowth(pages: 200)
        var refused: KapellError?
        for index in 0..<100 where refused == nil {
            do {
                _ = try await store.write(document("\(index)", paragraphs(index)), in: collection.id)
                stored.append("\(index)")
            } catch {
                refused = error as? KapellError
            }
        }
        #expect(refused?.code == .diskFull)
        #expect(refused?.message.contains(store.path) == true)
        #expect(refused?.remedy?.contains("Free some space") == true)
        #expect(stored.count > 2)
        // A replacement that does not fit leaves the document it would have replaced.
        let big = document("0", (0..<10).flatMap(paragraphs))
        #expect(await failure { try await store.write(big, in: collection.id) }?.code == .diskFull)
        #expect(try await store.documents(in: collection.id).map(\.name).sorted() == stored.sorted())
        #expect(try await store.text(of: 1) == document("0", paragraphs(0)).text)
        try await store.verify()
        try await store.limitGrowth(pages: 100_000)
        _ = try await store.write(big, in: collection.id)
        try await store.verify()
        try store.close()
        let again = try SQLiteKnowledgeStore(path: store.path)
        #expect(try await again.documents(in: collection.id).count == stored.count)
    }

    @Test("A process whose files may not grow gets the same error, and loses nothing") func fileSizeLimit() async throws
    {
        let child = try ChildProcess(.full, folder: folder.path)
        #expect(await child.exit() == 0)
        let lines = child.acknowledged()
        #expect(lines.last == "diskFull")
        let store = try SQLiteKnowledgeStore(path: folder.file("knowledge.sqlite"))
        let collection = try #require(try await store.collection("contracts"))
        let names = Set(try await store.documents(in: collection.id).map(\.name))
        #expect(lines.count > 1)
        #expect(names.isSuperset(of: lines.dropLast().filter { !$0.contains(" ") }))
        try await store.verify()
    }
}
