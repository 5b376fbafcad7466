import KapellCore
import KapellKnowledge
import Testing

@Suite("Choosing what is quoted")
struct EvidenceSelectionTests {
    private func candidate(_ text: String, _ score: Double, document: Int64 = 1, start: Int) -> Candidate {
        Candidate(
            passage: Passage(
                document: "a.txt", documentID: document, documentHash: "00", page: nil,
                span: ByteSpan(start: start, end: start + text.utf8.count), text: text),
            heading: "", features: .init(), score: score)
    }

    private func chosen(_ candidates: [Candidate]) -> [String] {
        EvidenceSelection.choose(from: candidates).map(\.passage.text)
    }

    @Test("The best sentence is always quoted; others only when they come near to it")
    func nearness() {
        #expect(chosen([]) == [])
        #expect(chosen([candidate("One.", 0.6, start: 0), candidate("Two.", 0.05, start: 10)]) == ["One."])
        #expect(chosen([candidate("One.", 0.6, start: 0), candidate("Two.", 0.59, start: 10)]) == ["One.", "Two."])
    }

    @Test("The same words, and spans that overlap, are quoted once")
    func repeats() {
        #expect(
            chosen([
                candidate("The fee is due.", 0.9, start: 0), candidate("fee is due.", 0.9, start: 4),
                candidate("The fee\nis due.", 0.9, document: 2, start: 50), candidate("Other.", 0.9, start: 70),
            ]) == ["The fee is due.", "Other."])
    }

    @Test("No more than the most is quoted")
    func most() {
        let many = (0..<10).map { candidate("Sentence \($0).", 0.9, start: $0 * 20) }
        #expect(chosen(many).count == EvidenceSelection.maximum)
    }
}
