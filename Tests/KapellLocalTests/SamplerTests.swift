import KapellCore
import KapellLocal
import KapellTesting
import Testing

@Suite("Choosing the next token")
struct SamplerTests {
    private func draw(_ logits: [Float], _ options: SamplingOptions, count: Int = 1) -> [Int32] {
        var sampler = TokenSampler(TokenSampling(options))
        return logits.withUnsafeBufferPointer { buffer in (0..<count).map { _ in sampler.next(buffer) } }
    }

    @Test("Greedy takes the most likely token, the first of equals, at every length")
    func greedy() {
        #expect(draw([0.1, 3, 2], .greedy) == [1])
        #expect(draw([2, 3, 3], .greedy) == [1])
        #expect(draw([-5], .greedy) == [0])
        #expect(draw([-.infinity, -7, -9], .greedy) == [1])
        var generator = SeededGenerator(32)
        for count in 1...100 {
            let logits = (0..<count).map { _ in Float.random(in: -50...50, using: &generator) }
            let best = logits.indices.max { (logits[$0], -$0) < (logits[$1], -$1) } ?? 0
            #expect(draw(logits, .greedy) == [Int32(best)])
        }
    }

    @Test("The same seed draws the same tokens, another seed draws others")
    func seeds() {
        let logits = (0..<64).map { Float($0 % 7) }
        func tokens(_ seed: UInt64) -> [Int32] { draw(logits, SamplingOptions(temperature: 1, seed: seed), count: 50) }
        #expect(tokens(7) == tokens(7))
        #expect(tokens(7) != tokens(8))
    }

    @Test("Tokens are drawn as often as they are likely")
    func distribution() {
        // Probabilities 1/2, 1/3 and 1/6.
        let drawn = draw([1.098_612, 0.693_147, 0], SamplingOptions(temperature: 1, seed: 1), count: 30_000)
        for (token, share) in [(Int32(0), 0.5), (1, 1 / 3.0), (2, 1 / 6.0)] {
            let count = drawn.count { $0 == token }
            #expect(abs(Double(count) / 30_000 - share) < 0.02)
        }
    }

    @Test("Top-k draws from the k most likely tokens only")
    func topK() {
        let logits: [Float] = [1, 4, 2, 3.5, 0]
        let drawn = draw(logits, SamplingOptions(temperature: 5, topK: 2, seed: 1), count: 500)
        #expect(Set(drawn) == [1, 3])
        #expect(Set(draw(logits, SamplingOptions(temperature: 5, topK: 1, seed: 1), count: 50)) == [1])
        #expect(Set(draw(logits, SamplingOptions(temperature: 5, topK: 99, seed: 1), count: 2_000)) == [0, 1, 2, 3, 4])
    }

    @Test("Top-p draws from the smallest set that is likely enough")
    func topP() {
        let logits: [Float] = [1.098_612, 0.693_147, 0]
        func drawn(_ topP: Double) -> Set<Int32> {
            Set(draw(logits, SamplingOptions(temperature: 1, topP: topP, seed: 3), count: 1_000))
        }
        #expect(drawn(0.4) == [0])
        #expect(drawn(0.7) == [0, 1])
        #expect(drawn(1) == [0, 1, 2])
        #expect(drawn(0) == [0])
    }

    @Test("A low temperature draws like greedy")
    func cold() {
        #expect(Set(draw([1, 3, 2], SamplingOptions(temperature: 0.001, seed: 5), count: 200)) == [1])
    }

    @Test("A token that is impossible is never drawn")
    func impossible() {
        let drawn = draw([0, -.infinity, 0], SamplingOptions(temperature: 10, seed: 9), count: 500)
        #expect(Set(drawn) == [0, 2])
    }
}
