import KapellKnowledge
import Testing

@Suite("Rank fusion")
struct RankFusionTests {
    @Test("An item of both lists stands above those of one, and scores are the sums of reciprocal ranks")
    func fuse() throws {
        let fused = RankFusion.fuse([[1, 2, 3], [4, 3]])
        #expect(fused.map(\.id) == [3, 1, 4, 2])
        #expect(abs(try #require(fused.first).score - (1 / 63.0 + 1 / 62.0)) < 1e-12)
    }

    @Test("Ties are broken by identifier")
    func ties() {
        #expect(RankFusion.fuse([[9], [3], [5]]).map(\.id) == [3, 5, 9])
    }

    @Test("No lists, and empty ones, give nothing")
    func empty() {
        #expect(RankFusion.fuse([]).isEmpty)
        #expect(RankFusion.fuse([[], []]).isEmpty)
    }

    @Test("One list keeps its order")
    func one() {
        #expect(RankFusion.fuse([[5, 1, 4, 2]]).map(\.id) == [5, 1, 4, 2])
    }
}
