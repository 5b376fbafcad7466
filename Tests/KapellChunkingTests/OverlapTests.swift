import KapellChunking
import KapellCore
import KapellDocuments
import KapellTesting
import KapellText
import Testing

@Suite("Overlaps and parents")
struct OverlapTests {
    /// Sentences of one to twelve words, in one section.
    private func prose(_ seed: UInt64, _ count: Int) -> [String] {
        var generator = SeededGenerator(seed)
        return (0..<count).map { number in
            let words = Int.random(in: 1...12, using: &generator)
            return "Sentence" + String(repeating: " word", count: words) + " number \(number) ends."
        }
    }

    @Test(
        "A passage begins with exactly the last whole sentences of the one before that fit the overlap",
        arguments: [ChunkingStrategy.structure, .sentence], [10, 20, 60])
    func tokens(_ by: ChunkingStrategy, _ overlap: Int) throws {
        for seed in 0..<20 as Range<UInt64> {
            let sentences = prose(seed, 80)
            let document = document(sentences.joined(separator: " "))
            let options = ChunkingOptions(by: by, tokens: 60, overlap: ChunkOverlap(tokens: overlap))
            let cut = try Chunker(options).chunks(of: document)
            check(cut, document, overlaps: true)
            #expect(cut.chunks.count > 5)
            for (before, chunk) in zip(cut.chunks, cut.chunks.dropFirst()) {
                #expect(chunk.text.hasPrefix(expected(before.text, tokens: min(overlap, 30), count: .max)))
                #expect(chunk.overlap == expected(before.text, tokens: min(overlap, 30), count: .max).utf8.count)
                #expect(TokenEstimate().count(chunk.text) <= 60)
            }
            #expect(cut.chunks.contains { $0.overlap > 0 })
        }
    }

    @Test("An overlap in sentences is so many of them, as far as they fit half of a passage", arguments: [1, 2, 9])
    func sentences(_ count: Int) throws {
        for seed in 0..<20 as Range<UInt64> {
            let document = document(prose(seed, 80).joined(separator: " "))
            let options = ChunkingOptions(by: .sentence, tokens: 80, overlap: ChunkOverlap(sentences: count))
            let cut = try Chunker(options).chunks(of: document)
            check(cut, document, overlaps: true)
            for (before, chunk) in zip(cut.chunks, cut.chunks.dropFirst()) {
                #expect(chunk.overlap == expected(before.text, tokens: 40, count: count).utf8.count)
            }
        }
    }

    /// The last whole sentences of a text within both limits, but never all of it.
    private func expected(_ text: String, tokens: Int, count: Int) -> String {
        let spans = Sentences(text).spans(in: ByteSpan(start: 0, end: text.utf8.count))
        var best = ""
        for (taken, span) in spans.reversed().enumerated() where taken < count && taken < spans.count - 1 {
            let tail = slice(text, span.start, text.utf8.count)
            if TokenEstimate().count(tail) > tokens { break }
            best = tail
        }
        return best
    }

    @Test("By structure an overlap ends at a heading, and by tokens it is whole words")
    func bounds() throws {
        let text = "# A\n\nOne is here. Two is here.\n\n# B\n\nThree is here. Four is here."
        let overlap = ChunkOverlap(sentences: 1)
        let sections = try Chunker(ChunkingOptions(overlap: overlap)).chunks(of: document(text))
        #expect(sections.chunks.map(\.overlap) == [0, 0])
        let words = (0..<100).map { "w\($0)" }
        let options = ChunkingOptions(by: .tokens, tokens: 20, overlap: ChunkOverlap(tokens: 6))
        let cut = try Chunker(options, counter: LetterCounter(window: nil)).chunks(
            of: document(words.joined(separator: " ")))
        for (before, chunk) in zip(cut.chunks, cut.chunks.dropFirst()) {
            var shared: [Substring] = []
            var letters = 0
            for word in before.text.split(separator: " ").reversed() {
                letters += word.utf8.count
                if letters > 6 { break }
                shared.insert(word, at: 0)
            }
            #expect(chunk.text.hasPrefix(shared.joined(separator: " ")))
            #expect(chunk.overlap == shared.joined(separator: " ").utf8.count)
        }
    }

    @Test("Parents are whole sections where they fit, and small ones together")
    func parents() throws {
        let paragraph = Array(repeating: "The supplier delivers the goods on the last day of the month.", count: 9)
        let small = "## Term\n\nIt is short.\n\n"
        let long = "## Delivery\n\n\(paragraph.joined(separator: " "))\n\n"
        let document = document("# Lease\n\n" + small + small + long + small)
        let cut = try Chunker(ChunkingOptions(tokens: 40, parents: 140)).chunks(of: document, hash: "abc")
        check(cut, document)
        #expect(cut.chunks.count == 8)
        #expect(cut.parents.count == 2)
        for parent in cut.parents {
            #expect(TokenEstimate().count(slice(document.text, parent.span.start, parent.span.end)) <= 140)
        }
        #expect(cut.parents[0].heading == "Lease")
        let all = try Chunker(ChunkingOptions(tokens: 40, parents: 400)).chunks(of: document)
        #expect(all.parents.map(\.chunks) == [0..<8])
        #expect(all.chunks.map(\.heading).last == "Lease › Term")
    }

    @Test("Names are the same for the same piece of the same document, and differ otherwise")
    func names() throws {
        let text = prose(3, 60).joined(separator: " ")
        let chunker = Chunker(ChunkingOptions(tokens: 40, parents: 100))
        let first = try chunker.chunks(of: document(text), hash: "a")
        // What comes behind does not change what is in front.
        let longer = try chunker.chunks(of: document(text + " And more comes behind it."), hash: "a")
        #expect(longer.chunks.prefix(10).map(\.id) == first.chunks.prefix(10).map(\.id))
        let other = try chunker.chunks(of: document(text), hash: "b")
        #expect(Set(first.chunks.map(\.id)).isDisjoint(with: other.chunks.map(\.id)))
        #expect(Set(first.chunks.map(\.id)).isDisjoint(with: first.parents.map(\.id)))
        #expect(first.chunks.allSatisfy { $0.id.utf8.count == 32 })
    }

    @Test("What changes the passages changes the fingerprint, and nothing else does")
    func fingerprint() {
        let all = [
            ChunkingOptions(), ChunkingOptions(tokens: 100), ChunkingOptions(by: .sentence),
            ChunkingOptions(by: .sentence, sentences: 3), ChunkingOptions(overlap: ChunkOverlap(tokens: 20)),
            ChunkingOptions(overlap: ChunkOverlap(sentences: 20)), ChunkingOptions(parents: 600),
            ChunkingOptions(by: .tokens), ChunkingOptions(by: .code),
        ]
        #expect(Set(all.map(\.fingerprint)).count == all.count)
        #expect(ChunkingOptions(sentences: 3).fingerprint == ChunkingOptions().fingerprint)
        #expect(ChunkingOptions(overlap: ChunkOverlap(tokens: 0)).fingerprint == ChunkingOptions().fingerprint)
    }
}
