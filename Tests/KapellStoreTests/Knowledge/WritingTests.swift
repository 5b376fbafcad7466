import KapellCore
import KapellStore
import KapellTesting
import Testing

@Suite("Writing documents") struct WritingTests {
    let folder = TemporaryFolder()

    @Test("A document of the same name is replaced: number kept, chunks new, old words gone") func replace()
        async throws
    {
        let (store, collection) = try await makeStore(folder)
        let first = try await store.write(
            document("a", ["alpha one", "beta two"], pages: [PageRecord(number: 1, span: ByteSpan(start: 0, end: 5))]),
            in: collection.id)
        let old = try await store.chunks(ofDocument: first.id).map(\.id)
        let second = try await store.write(document("a", ["gamma three"], hash: "11"), in: collection.id)
        #expect(second.id == first.id)
        #expect(try await store.documents(in: collection.id) == [second])
        #expect(try await store.pages(of: first.id).isEmpty)
        #expect(try await store.chunks(old).isEmpty)
        let new = try await store.chunks(ofDocument: second.id).map(\.id)
        #expect(new.allSatisfy { $0 > old.max()! })
        #expect(try await texts(store, in: collection.id) == ["gamma three"])
        try await store.verify()
    }

    @Test("Names are apart by knowledge base") func names() async throws {
        let (store, collection) = try await makeStore(folder)
        let other = try await store.createCollection("other", fingerprint: "model", dimensions: 3)
        let here = try await store.write(document("a", ["here"]), in: collection.id)
        let there = try await store.write(document("a", ["there"]), in: other.id)
        #expect(here.id != there.id)
        try await store.removeDocument(here.id)
        #expect(try await store.text(of: there.id) == "there")
    }

    @Test("Removing the newest document does not let its numbers be used again") func numbers() async throws {
        let (store, collection) = try await makeStore(folder)
        var (documents, chunks): (Set<Int64>, Set<Int64>) = ([], [])
        for round in 0..<5 {
            let written = try await store.write(document("a", ["one", "two"]), in: collection.id)
            #expect(documents.insert(written.id).inserted, "round \(round)")
            for chunk in try await store.chunks(ofDocument: written.id) { #expect(chunks.insert(chunk.id).inserted) }
            try await store.removeDocument(written.id)
        }
    }

    @Test("A chunk that is not its span of the text is refused, and nothing is changed") func spans() async throws {
        let (store, collection) = try await makeStore(folder)
        let good = try await store.write(document("a", ["first text"]), in: collection.id)
        let spans = [(0, 4), (1, 6), (-1, 4), (0, 99), (5, 2), (.min, .max)].map(ByteSpan.init(start:end:))
        for span in spans {
            var bad = document("a", ["other"])
            bad.chunks[0].span = span
            let error = await failure { try await store.write(bad, in: collection.id) }
            #expect(error?.code == .invalidRequest, "\(span)")
            #expect(error?.message.contains("\"a\"") == true)
        }
        #expect(try await store.documents(in: collection.id) == [good])
        #expect(try await store.text(of: good.id) == "first text")
    }

    @Test("A vector of another length is refused, and nothing is changed") func dimensions() async throws {
        let (store, collection) = try await makeStore(folder)
        let good = try await store.write(document("a", ["first text"]), in: collection.id)
        let error = await failure { try await store.write(document("a", ["x"], dimensions: 4), in: collection.id) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("4 dimensions") == true)
        #expect(try await store.documents(in: collection.id) == [good])
        #expect(try await texts(store, in: collection.id) == ["first text"])
        #expect(try await store.collection("contracts")?.sequence == 1)
        try await store.verify()
    }

    @Test("Documents without a name, with chunks but no text, or with a page twice are refused") func shapes()
        async throws
    {
        let (store, collection) = try await makeStore(folder)
        var textless = document("a", ["x"])
        textless.text = nil
        let page = PageRecord(number: 1, span: ByteSpan(start: 0, end: 1))
        for bad in [document("", ["x"]), document("a\0b", ["x"]), textless, document("a", ["x"], pages: [page, page])] {
            #expect(await failure { try await store.write(bad, in: collection.id) }?.code == .invalidRequest)
        }
        #expect(try await store.documents(in: collection.id).isEmpty)
    }

    @Test("A write that was cancelled in time throws and leaves nothing; one that was not is there") func cancellation()
        async throws
    {
        let (store, collection) = try await makeStore(folder)
        for delay in 0..<12 {
            let big = document("big \(delay)", (0..<800).map { "paragraph number \($0) with some words in it" })
            let task = Task { try await store.write(big, in: collection.id) }
            try await Task.sleep(for: .milliseconds(delay * 2))
            task.cancel()
            let error = await failure { try await task.value }
            if let error { #expect(error.code == .cancelled) }
            let names = try await store.documents(in: collection.id).map(\.name)
            #expect(names.contains("big \(delay)") == (error == nil))
        }
        try await store.verify()
    }

    @Test("Followers see the texts of the chunks after any sequence of writes and removals", arguments: 0..<4)
    func agreement(seed: UInt64) async throws {
        let (store, collection) = try await makeStore(folder)
        var generator = SeededGenerator(seed)
        let words = ["notice", "tenant", "Kündigung", "été", "pay\0ment", "\"quoted\"", "AND", "fees", "lease", "x"]
        var expected: [String: [String]] = [:]
        for step in 0..<60 {
            let name = "document \(Int.random(in: 0..<8, using: &generator))"
            if Int.random(in: 0..<4, using: &generator) == 0 {
                if let there = try await store.documents(in: collection.id).first(where: { $0.name == name }) {
                    try await store.removeDocument(there.id)
                }
                expected[name] = nil
            } else {
                let paragraphs = (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
                    (0..<6).map { _ in words.randomElement(using: &generator)! }.joined(separator: " ")
                }
                _ = try await store.write(document(name, paragraphs, heading: name), in: collection.id)
                expected[name] = paragraphs
            }
            if step % 20 == 19 { try await store.verify() }
        }
        let all = expected.values.flatMap { $0 }.sorted()
        for limit in [1, 7, 1000] {
            #expect(try await texts(store, in: collection.id, limit: limit).sorted() == all)
        }
    }
}
