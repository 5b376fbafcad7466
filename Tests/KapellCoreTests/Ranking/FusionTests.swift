import KapellCore
import KapellTesting
import Testing

@Suite struct FusionTests {
    @Test func ranksCountFromOneAndKIsAdded() {
        let fused = ListFusion.fuse(
            [ListFusion.List(["a", "b"], weight: 2), ListFusion.List(["b", "c"])], by: .reciprocalRank(k: 60),
            precedes: <)
        #expect(fused.map(\.item) == ["b", "a", "c"])
        #expect(fused.map(\.score) == [2 / 62.0 + 1 / 61.0, 2 / 61.0, 1 / 62.0])
        #expect(fused.map(\.ranks) == [[2, 1], [1, nil], [nil, 2]])
    }

    @Test func equalScoresGoByTheItem() {
        let fused = ListFusion.fuse(
            [ListFusion.List([9]), ListFusion.List([3]), ListFusion.List([5])], by: .reciprocalRank(k: 60), precedes: <)
        #expect(fused.map(\.item) == [3, 5, 9])
    }

    @Test func scoresAreScaledListByList() {
        let fused = ListFusion.fuse(
            [
                ListFusion.List(["a", "b", "c"], scores: [0.9, 0.5, 0.1]),
                ListFusion.List(["c", "a"], scores: [100, 100], weight: 0.5),
            ], by: .scores, precedes: <)
        #expect(fused.map(\.item) == ["a", "b", "c"])
        #expect(zip(fused.map(\.score), [1.5, 0.5, 0.5]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(ListFusion.scale([.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0]) == [1, 0, 0.5])
    }

    @Test func nothingGivesNothing() {
        let lists: [ListFusion.List<Int>] = [ListFusion.List([]), ListFusion.List([])]
        #expect(ListFusion.fuse(lists, by: .scores, precedes: <).isEmpty)
    }

    @Test(arguments: [VectorQuery.Fusion.reciprocalRank(k: 60), .reciprocalRank(k: 0), .scores])
    func isTheSameAsPlainLoops(_ fusion: VectorQuery.Fusion) {
        var random = SeededGenerator(7)
        for _ in 0..<60 {
            let lists = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                let items = Array((0..<20).shuffled(using: &random).prefix(Int.random(in: 0...12, using: &random)))
                let scores = items.map { _ in Double(Int.random(in: 0...9, using: &random)) }.sorted(by: >)
                return ListFusion.List(items, scores: scores, weight: Double(Int.random(in: 1...3, using: &random)))
            }
            var expected: [(item: Int, score: Double)] = []
            for item in 0..<20 where lists.contains(where: { $0.items.contains(item) }) {
                var score = 0.0
                for list in lists {
                    guard let place = list.items.firstIndex(of: item) else { continue }
                    switch fusion {
                    case .reciprocalRank(let k): score += list.weight / (k + Double(place + 1))
                    case .scores:
                        let low = list.scores.last ?? 0
                        let high = list.scores.first ?? 0
                        score += list.weight * (high == low ? 1 : (list.scores[place] - low) / (high - low))
                    }
                }
                expected.append((item, score))
            }
            let fused = ListFusion.fuse(lists, by: fusion, precedes: <)
            #expect(fused.map(\.item).sorted() == expected.map(\.item))
            for one in fused {
                let score = expected.first { $0.item == one.item }?.score ?? -1
                #expect(abs(one.score - score) < 1e-9)
            }
            #expect(zip(fused, fused.dropFirst()).allSatisfy { ($0.score, $1.item) > ($1.score, $0.item) })
        }
    }
}
