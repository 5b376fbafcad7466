import KapellCore
import KapellStore
import KapellTesting
import Testing

@Suite("Changes for followers") struct ChangesTests {
    let folder = TemporaryFolder()

    @Test("Writes and removals come in order, each with its own number") func order() async throws {
        let (store, collection) = try await makeStore(folder)
        let first = try await store.write(document("a", ["one", "two"]), in: collection.id)
        let chunks = try await store.chunks(ofDocument: first.id).map(\.id)
        var changes = try await store.changes(in: collection.id, after: 0, limit: 10)
        #expect(
            changes == [
                VectorChange(sequence: 1, chunk: chunks[0], vector: vector(of: "one")),
                VectorChange(sequence: 2, chunk: chunks[1], vector: vector(of: "two")),
            ])
        _ = try await store.write(document("a", ["three"]), in: collection.id)
        changes = try await store.changes(in: collection.id, after: 2, limit: 10)
        #expect(changes.map(\.sequence) == [3, 4, 5])
        #expect(changes.map(\.vector) == [nil, nil, vector(of: "three")])
        #expect(changes.prefix(2).map(\.chunk) == chunks)
        let texts = try await store.textChanges(in: collection.id, after: 2, limit: 10)
        #expect(texts.map(\.sequence) == changes.map(\.sequence) && texts.map(\.chunk) == changes.map(\.chunk))
        #expect(texts.map(\.text) == [nil, nil, TextChange.Text(heading: "", text: "three")])
        #expect(try await store.textChanges(in: collection.id, after: 0, limit: 0).isEmpty)
        #expect(try await store.changes(in: collection.id, after: 5, limit: 10).isEmpty)
        #expect(try await store.changes(in: collection.id, after: 0, limit: 0).isEmpty)
        #expect(try await store.collection("contracts")?.sequence == 5)
    }

    @Test("A follower that begins anywhere, in steps of any size, ends with the store's vectors", arguments: 0..<6)
    func catchUp(seed: UInt64) async throws {
        var generator = SeededGenerator(seed)
        let (store, collection) = try await makeStore(folder)
        let other = try await store.createCollection("other", fingerprint: "model", dimensions: 3)
        // Followers that have seen everything up to some moment.
        var followers: [(vectors: [Int64: [Float]], sequence: Int64)] = [([:], 0)]
        var last: Int64 = 0
        for step in 0..<50 {
            let target = Int.random(in: 0..<4, using: &generator) == 0 ? other.id : collection.id
            let name = "document \(Int.random(in: 0..<6, using: &generator))"
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<6:
                let count = Int.random(in: 0..<4, using: &generator)
                let texts = (0..<count).map { "text \(step) \($0)" }
                _ = try await store.write(document(name, texts), in: target)
            case 6:
                _ = try await store.write(failedDocument(name, KapellError(.corrupt, "damaged")), in: target)
            default:
                if let there = try await store.documents(in: target).randomElement(using: &generator) {
                    try await store.removeDocument(there.id)
                }
            }
            let sequence = try #require(try await store.collection("contracts")).sequence
            #expect(sequence >= last)
            last = sequence
            if step % 8 == 0 { followers.append(try await follow(store, in: collection.id)) }
        }
        let truth = try await storedVectors(store, in: collection.id)
        for follower in followers {
            let limit = Int.random(in: 1..<9, using: &generator)
            let end = try await follow(
                store, in: collection.id, after: follower.sequence, from: follower.vectors, limit: limit)
            #expect(end.vectors == truth)
            #expect(end.sequence == last)
            // A follower that knows more than the number it kept, as after a crash of its own.
            let behind = try await follow(
                store, in: collection.id, after: Int64.random(in: 0...follower.sequence, using: &generator),
                from: follower.vectors)
            #expect(behind.vectors == truth)
        }
        try await store.verify()
    }

    @Test("Sequence numbers increase over the whole store and are never used again, even after reopening")
    func neverReused() async throws {
        var (store, collection) = try await makeStore(folder)
        var seen: Set<Int64> = []
        var last: Int64 = 0
        for round in 0..<6 {
            let written = try await store.write(document("a \(round)", ["x", "y"]), in: collection.id)
            try await store.removeDocument(written.id)
            for change in try await store.changes(in: collection.id, after: last, limit: 100) {
                #expect(change.sequence > last)
                #expect(seen.insert(change.sequence).inserted)
                last = change.sequence
            }
            if round % 2 == 0 {
                try await store.removeCollection("contracts")
                collection = try await store.createCollection("contracts", fingerprint: "model", dimensions: 3)
            }
            try store.close()
            store = try SQLiteKnowledgeStore(path: store.path)
        }
    }

    @Test("A follower that reads while others write never misses a change") func concurrent() async throws {
        let (store, collection) = try await makeStore(folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                group.addTask {
                    for round in 0..<15 {
                        _ = try await store.write(
                            document("\(writer) \(round % 4)", ["a \(writer) \(round)", "b \(round)"]),
                            in: collection.id)
                    }
                }
            }
            group.addTask {
                var state: (vectors: [Int64: [Float]], sequence: Int64) = ([:], 0)
                for _ in 0..<20 {
                    state = try await follow(
                        store, in: collection.id, after: state.sequence, from: state.vectors, limit: 3)
                }
                // What it has now and catches up with once the writers are done is checked below.
            }
            try await group.waitForAll()
        }
        #expect(try await follow(store, in: collection.id).vectors == storedVectors(store, in: collection.id))
    }
}
