import KapellCore
import Testing

@Suite("Rank fusion")
struct RankFusionTests {
    private static func fuse(_ lists: [[Int64]]) -> [ListFusion.Fused<Int64>] {
        ListFusion.fuse(lists.map { ListFusion.List($0) }, by: .reciprocalRank(k: 60), precedes: <)
    }

    @Test("An item of both lists stands above those of one, and scores are the sums of reciprocal ranks")
    func fuse() throws {
        let fused = Self.fuse([[1, 2, 3], [4, 3]])
        #expect(fused.map(\.item) == [3, 1, 4, 2])
        #expect(abs(try #require(fused.first).score - (1 / 63.0 + 1 / 62.0)) < 1e-12)
    }

    @Test("Ties are broken by identifier")
    func ties() {
        #expect(Self.fuse([[9], [3], [5]]).map(\.item) == [3, 5, 9])
    }

    @Test("No lists, and empty ones, give nothing")
    func empty() {
        #expect(Self.fuse([]).isEmpty)
        #expect(Self.fuse([[], []]).isEmpty)
    }

    @Test("One list keeps its order")
    func one() {
        #expect(Self.fuse([[5, 1, 4, 2]]).map(\.item) == [5, 1, 4, 2])
    }
}
