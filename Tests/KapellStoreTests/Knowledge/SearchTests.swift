import KapellCore
import KapellStore
import Testing

@Suite("Lexical search") struct SearchTests {
    let folder = TemporaryFolder()

    @Test("The best chunk comes first, with a larger score") func ranking() async throws {
        let (store, collection) = try await makeStore(folder)
        let texts = [
            "The tenant pays the rent.", "Notice of termination: notice must be given.",
            "A long clause about many "
                + "things, among them once a notice, and then fees, costs, deposits, repairs and insurance.",
            "Nothing here.",
        ]
        _ = try await store.write(document("a", texts), in: collection.id)
        let matches = try await store.lexicalSearch(["notice", "termination"], in: collection.id, limit: 10)
        #expect(try await store.chunks(matches.map(\.chunk)).map(\.text) == [texts[1], texts[2]])
        #expect(matches[0].score > matches[1].score)
        #expect(try await store.lexicalSearch(["notice"], in: collection.id, limit: 1).count == 1)
        #expect(try await store.lexicalSearch(["notice"], in: collection.id, limit: 0).isEmpty)
        #expect(try await store.lexicalSearch(["notice"], in: collection.id, limit: -5).isEmpty)
    }

    @Test("A word of the heading counts more than one of the text") func headings() async throws {
        let (store, collection) = try await makeStore(folder)
        _ = try await store.write(document("filler", (0..<20).map { "filler \($0)" }), in: collection.id)
        _ = try await store.write(document("text", ["liability one two three"], heading: "general"), in: collection.id)
        _ = try await store.write(document("head", ["general one two three"], heading: "liability"), in: collection.id)
        #expect(try await found(["liability"], store, in: collection.id).first == "general one two three")
    }

    @Test("Which documents hold a term is told by their texts and headings, of one collection") func holding()
        async throws
    {
        let (store, collection) = try await makeStore(folder)
        let text = try await store.write(document("a", ["The tenants pay.", "Nothing."]), in: collection.id)
        let head = try await store.write(document("b", ["Nothing."], heading: "Tenant"), in: collection.id)
        _ = try await store.write(document("c", ["Nothing."]), in: collection.id)
        let other = try await store.createCollection("other", fingerprint: "model", dimensions: 3)
        _ = try await store.write(document("d", ["tenant"]), in: other.id)
        #expect(try await store.documents(holding: "tenant", in: collection.id) == [text.id, head.id])
        #expect(try await store.documents(holding: "\" OR *", in: collection.id).isEmpty)
        #expect(try await store.documents(holding: "", in: collection.id).isEmpty)
    }

    @Test("Documents open with the beginning of their text; chunks are numbered by document") func openings()
        async throws
    {
        let (store, collection) = try await makeStore(folder)
        let first = try await store.write(document("a", ["OFFICE LEASE, Suite 410", "Body."]), in: collection.id)
        _ = try await store.write(failedDocument("b", KapellError(.corrupt, "broken")), in: collection.id)
        let openings = try await store.openings(in: collection.id, bytes: 12)
        #expect(openings == [DocumentOpening(document: first.id, name: "a", text: "OFFICE LEASE")])
        let numbers = try await store.chunkNumbers(ofDocuments: [first.id])
        #expect(try await store.chunks(ofDocument: first.id).map(\.id).sorted() == numbers.sorted())
        #expect(try await store.chunkNumbers(ofDocuments: []).isEmpty)
    }

    @Test("Words are stemmed, and case and diacritics do not matter") func stems() async throws {
        let (store, collection) = try await makeStore(folder)
        _ = try await store.write(document("a", ["Terminating contracts", "Kündigungsfrist où"]), in: collection.id)
        #expect(try await found(["contract"], store, in: collection.id) == ["Terminating contracts"])
        #expect(try await found(["TERMINATED"], store, in: collection.id) == ["Terminating contracts"])
        #expect(try await found(["kundigungsfrist"], store, in: collection.id) == ["Kündigungsfrist où"])
        #expect(try await found(["OÙ"], store, in: collection.id) == ["Kündigungsfrist où"])
    }

    @Test("Equal chunks come in the order in which they were written") func ties() async throws {
        let (store, collection) = try await makeStore(folder)
        for name in ["c", "a", "b"] { _ = try await store.write(document(name, ["same words"]), in: collection.id) }
        let ids = try await store.lexicalSearch(["same"], in: collection.id, limit: 10).map(\.chunk)
        #expect(ids == ids.sorted())
        #expect(ids.count == 3)
    }

    @Test(
        "Nothing in a term is taken as a query",
        arguments: [
            "\"", "\"\"", "a\"b", "\" OR \"x", "one\" OR \"two", "NOT one", "one NEAR two", "NEAR(one two)",
            "heading:one",
            "{heading text}:one", "one*", "^one", "-one", "one + two", "(one", "one)", "one AND", "OR", "AND", "NOT",
            "*",
            "\0", "one\0two", "\0\" OR one", "", " ", "---", "🎻", "\u{202E}one", "one\u{0301}",
            "'; DROP TABLE chunks; --",
            "\\", "%", "_", "\n", "\u{FEFF}",
        ])
    func injection(term: String) async throws {
        let (store, collection) = try await makeStore(folder)
        _ = try await store.write(document("a", ["two", "three"], heading: "h"), in: collection.id)
        // "one" is in no chunk: whatever finds something was obeyed. "two" is found where it is the whole phrase only.
        #expect(try await store.lexicalSearch([term], in: collection.id, limit: 10).isEmpty)
        #expect(try await store.frequencies(of: [term], in: collection.id).counts == [term: 0])
        #expect(try await found([term, "three"], store, in: collection.id) == ["three"])
        #expect(try await store.documents(in: collection.id).count == 1)
    }

    @Test("A term of several words is a phrase") func phrases() async throws {
        let (store, collection) = try await makeStore(folder)
        _ = try await store.write(document("a", ["the notice period", "period of notice"]), in: collection.id)
        #expect(try await found(["notice period"], store, in: collection.id) == ["the notice period"])
        #expect(try await found(["notice-period"], store, in: collection.id) == ["the notice period"])
    }

    @Test("Very many, very long and repeated terms are no trouble") func manyTerms() async throws {
        let (store, collection) = try await makeStore(folder)
        _ = try await store.write(document("a", ["word0 and more"]), in: collection.id)
        #expect(try await store.lexicalSearch([], in: collection.id, limit: 10).isEmpty)
        let many = (0..<50_000).map { "word\($0 % 10_000)" }
        #expect(try await found(many, store, in: collection.id) == ["word0 and more"])
        let long = String(repeating: "a", count: 200_000)
        #expect(try await found([long, "more"], store, in: collection.id) == ["word0 and more"])
        let counts = try await store.frequencies(of: Array(many.prefix(10_000)), in: collection.id).counts
        #expect(counts.count == 10_000)
        #expect(counts["word0"] == 1)
    }

    @Test("Counts and scores of a knowledge base depend on its own chunks only") func apart() async throws {
        let (store, collection) = try await makeStore(folder)
        let other = try await store.createCollection("other", fingerprint: "model", dimensions: 3)
        _ = try await store.write(document("a", ["rent is due", "deposits"]), in: collection.id)
        let before = try await store.lexicalSearch(["rent"], in: collection.id, limit: 10)
        _ = try await store.write(document("a", (0..<50).map { "rent \($0)" }), in: other.id)
        #expect(try await store.lexicalSearch(["rent"], in: collection.id, limit: 10) == before)
        let terms = ["rent", "Deposit", "none", "rent"]
        #expect(
            try await store.frequencies(of: terms, in: collection.id)
                == TermFrequencies(chunks: 2, counts: ["rent": 1, "Deposit": 1, "none": 0]))
        #expect(try await store.frequencies(of: ["rent"], in: other.id).counts == ["rent": 50])
        #expect(try await store.lexicalSearch(["deposits"], in: other.id, limit: 10).isEmpty)
    }
}
