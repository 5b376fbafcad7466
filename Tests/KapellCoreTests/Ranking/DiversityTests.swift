import KapellCore
import KapellTesting
import Testing

@Suite struct DiversityTests {
    @Test(arguments: [0.0, 0.3, 0.7, 1.0])
    func isTheSameAsPlainLoops(_ weight: Double) {
        var random = SeededGenerator(11)
        for _ in 0..<40 {
            let count = Int.random(in: 0...12, using: &random)
            let relevance = (0..<count).map { _ in Double.random(in: 0...1, using: &random) }
            let likeness = (0..<count).map { _ in (0..<count).map { _ in Double.random(in: -1...1, using: &random) } }
            var taken: [Int] = []
            while taken.count < 8, taken.count < count {
                var best: (place: Int, score: Double)?
                for place in 0..<count where !taken.contains(place) {
                    let worst = taken.map { likeness[$0][place] }.max()
                    let score = worst.map { weight * relevance[place] - (1 - weight) * $0 } ?? relevance[place]
                    if score > best?.score ?? -.infinity { best = (place, score) }
                }
                if let best { taken.append(best.place) }
            }
            #expect(MarginalRelevance.choose(relevance, count: 8, weight: weight) { likeness[$0][$1] } == taken)
        }
    }

    @Test func doublesGoBehindWhatIsDifferent() {
        let kind = [0, 0, 0, 1]
        let order = MarginalRelevance.choose([1, 0.99, 0.98, 0.5], count: 4, weight: 0.5) {
            kind[$0] == kind[$1] ? 1 : 0
        }
        #expect(order == [0, 3, 1, 2])
    }
}
