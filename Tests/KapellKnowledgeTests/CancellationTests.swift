import KapellCore
import KapellDocuments
import KapellKnowledge
import KapellStore
import KapellTesting
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Cancelling an ingestion", .timeLimit(.minutes(2)))
struct CancellationTests {
    /// Cancels an ingestion once it has come to a point, and says how long it went on.
    private func cancel(
        _ base: KnowledgeBase, _ library: Library, when isThere: () async throws -> Bool,
        progress: @escaping @Sendable (IngestProgress) -> Void = { _ in }
    ) async throws -> Duration {
        let task = Task { try await base.ingest([library.documents], progress: progress) }
        #expect(try await eventually(every: .milliseconds(1)) { try await isThere() })
        let began = ContinuousClock.now
        task.cancel()
        let error = await thrown { _ = try await task.value }
        #expect(error == nil || error?.code == .cancelled)
        return ContinuousClock.now - began
    }

    /// Of what is stored, everything is there: texts, and as many passages as the documents say.
    private func expectWhole(_ library: Library, _ base: KnowledgeBase) async throws {
        let documents = try await base.documents()
        for document in documents { #expect(try await library.store.text(of: document.id) != nil) }
        let chunks = try await library.store.collection(base.name)?.chunks
        #expect(chunks == documents.reduce(0) { $0 + $1.chunks })
    }

    /// Three looks at most: a machine that is busy with other tests may be late once.
    private func expectQuick(_ attempt: () async throws -> Duration) async throws {
        var times: [Duration] = []
        repeat { times.append(try await attempt()) } while times.count < 3 && times.allSatisfy { $0 >= .seconds(1) }
        #expect(times.contains { $0 < .seconds(1) }, "\(times)")
    }

    @Test("While a slow document is read it ends at once, and the next ingestion reads it")
    func reading() async throws {
        let library = try Library()
        try library.folder.write("The fee is due at once.", to: "documents/a.txt")
        try await library.base().ingest([library.documents])
        try library.folder.write("The fee is due in May.", to: "documents/slow.txt")
        let slow = try library.base(extractor: DocumentExtractor(selfTest: .hang))
        try await expectQuick {
            let isReading = Mutex(false)
            let time = try await cancel(slow, library, when: { isReading.withLock { $0 } }) { step in
                if case .reading("slow.txt", _, _) = step { isReading.withLock { $0 = true } }
            }
            #expect(try await library.base().documents().map(\.name) == ["a.txt"])
            #expect(try await library.status(of: "ingest") == .cancelled)
            return time
        }
        let base = try library.base()
        try await expectWhole(library, base)
        #expect(try await base.ingest([library.documents]).lines == ["unchanged a.txt", "added slow.txt"])
    }

    @Test("While texts are embedded it ends at once, what was written stays, and only the rest is embedded again")
    func embedding() async throws {
        let library = try Library()
        for number in 100..<180 {
            try library.folder.write("The fee \(number) is due.", to: "documents/\(number).txt")
        }
        var written = 0
        try await expectQuick {
            let embedder = SlowEmbedder()
            let base = try library.base(embedder: embedder)
            let time = try await cancel(base, library, when: { embedder.waiting > 0 }) { step in
                if case .document(let entry) = step, entry.outcome == .added { embedder.stick() }
            }
            written = try await base.documents().count
            try await expectWhole(library, base)
            #expect(try await library.status(of: "ingest") == .cancelled)
            return time
        }
        #expect((1..<80).contains(written))
        let report = try await library.base(embedder: SlowEmbedder()).ingest([library.documents])
        #expect(report.count(.unchanged) == written)
        #expect(report.count(.added) == 80 - written)
        #expect(report.embedded == 80 - written)
    }

    @Test("While a long document is written it is there whole or not at all", arguments: [0, 10, 30])
    func writing(milliseconds: Int) async throws {
        let library = try Library()
        try library.folder.write("The fee is due at once.", to: "documents/a.txt")
        let sentences = (0..<3_000).map {
            "The fee of part \($0) is \($0 % 97) euros, and is due in month \($0 % 12)."
        }
        try library.folder.write(sentences.joined(separator: "\n"), to: "documents/long.txt")
        let embedder = SlowEmbedder()
        let base = try library.base(embedder: embedder)
        try await expectQuick {
            let isEmbedded = Mutex(false)
            let time = try await cancel(
                base, library,
                when: {
                    guard isEmbedded.withLock({ $0 }) else { return false }
                    try await Task.sleep(for: .milliseconds(milliseconds))
                    return true
                }
            ) { step in
                if case .embedding("long.txt", let done, let all) = step, done == all {
                    isEmbedded.withLock { $0 = true }
                }
            }
            try await expectWhole(library, base)
            return time
        }
        let before = try await base.documents().map(\.name)
        #expect(before.contains("a.txt"))
        let report = try await base.ingest([library.documents])
        #expect(report.lines.last == (before.count == 2 ? "unchanged long.txt" : "added long.txt"))
        #expect(try await base.documents().last?.chunks ?? 0 > 300)
        try await expectWhole(library, base)
        #expect(try await library.found("fee of part 2111", base).first == "long.txt")
    }

    @Test("While a long document is cut it ends at once")
    func cutting() async throws {
        let library = try Library()
        let sentences = (0..<30_000).map { "The fee of part \($0) is due." }
        try library.folder.write(sentences.joined(separator: "\n"), to: "documents/long.txt")
        let counter = SlowCounter()
        let base = try library.base(embedder: CountingEmbedder(counter: counter))
        // Thirty thousand sentences at a millisecond each would take half a minute.
        try await expectQuick { try await cancel(base, library, when: { counter.counted > 100 }) }
        #expect(try await base.documents().isEmpty)
        #expect(try await library.status(of: "ingest") == .cancelled)
    }
}

/// Takes a millisecond for each text.
private final class SlowCounter: TokenCounter {
    private let count = Mutex(0)

    var window: Int? { 256 }
    var counted: Int { count.withLock { $0 } }

    func count(_ text: String) -> Int {
        count.withLock { $0 += 1 }
        usleep(1_000)
        return text.utf8.count / 4 + 1
    }
}

/// Counts its tokens slowly.
private struct CountingEmbedder: EmbeddingBackend {
    let counter: SlowCounter
    private let inner = WordHashEmbedder(model: "testing/counting", dimensions: 64)

    init(counter: SlowCounter) { self.counter = counter }

    var model: String { inner.model }

    func fingerprint() async throws -> String { try await inner.fingerprint() }

    func dimensions() async throws -> Int { try await inner.dimensions() }

    func tokenCounter() async throws -> (any TokenCounter)? { counter }

    func embed(_ texts: [String]) async throws -> EmbeddingResult { try await inner.embed(texts) }
}
