import KapellCore
import KapellTesting
import Testing

@Suite("Context packing")
struct ContextPackerTests {
    @Test("The best pieces stand at both edges, the weakest in the middle")
    func edges() {
        let packer = ContextPacker(tokens: 100)
        #expect(packer.pack([1, 2, 3, 4, 5]) { _ in 1 } == [1, 3, 5, 4, 2])
        #expect(packer.pack([1, 2, 3, 4]) { _ in 1 } == [1, 3, 4, 2])
        #expect(packer.pack([1, 2]) { _ in 1 } == [1, 2])
        #expect(packer.pack([1]) { _ in 1 } == [1])
        #expect(packer.pack([Int]()) { _ in 1 } == [])
    }

    @Test("A piece that does not fit is passed over, and smaller ones behind it are taken")
    func skips() {
        let costs = ["a": 6, "b": 7, "c": 3, "d": 1, "e": 1]
        let packed = ContextPacker(tokens: 10).pack(["a", "b", "c", "d", "e"]) { costs[$0] ?? 0 }
        #expect(packed == ["a", "d", "c"])
    }

    @Test("A piece that takes the budget exactly fits")
    func exact() {
        #expect(ContextPacker(tokens: 10).pack(["a"]) { _ in 10 } == ["a"])
        #expect(ContextPacker(tokens: 9).pack(["a"]) { _ in 10 } == [])
    }

    @Test("Nothing fits a budget of nothing, except what costs nothing", arguments: [0, -5])
    func nothing(_ tokens: Int) {
        #expect(ContextPacker(tokens: tokens).pack(["a"]) { _ in 1 } == [])
        #expect(ContextPacker(tokens: 0).pack(["a"]) { _ in 0 } == ["a"])
    }

    @Test("A negative cost counts as none and buys no room")
    func negativeCost() {
        #expect(ContextPacker(tokens: 5).pack([1, 2]) { $0 == 1 ? -100 : 6 } == [1])
    }

    @Test("Equal pieces keep their order, so that the same input packs the same way")
    func ties() {
        let pieces = (0..<9).map { (rank: $0, text: "same") }
        let first = ContextPacker(tokens: 20).pack(pieces) { _ in 3 }.map(\.rank)
        #expect(first == [0, 2, 4, 5, 3, 1])
        for _ in 0..<10 { #expect(ContextPacker(tokens: 20).pack(pieces) { _ in 3 }.map(\.rank) == first) }
    }

    @Test("What is packed never costs more than the budget, holds nothing twice, and always holds the best that fits")
    func property() {
        var generator = SeededGenerator(11)
        for _ in 0..<500 {
            let costs = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                Int.random(in: 0...30, using: &generator)
            }
            let budget = Int.random(in: 0...120, using: &generator)
            let packed = ContextPacker(tokens: budget).pack(Array(costs.indices)) { costs[$0] }
            #expect(packed.reduce(0) { $0 + costs[$1] } <= budget)
            #expect(Set(packed).count == packed.count)
            #expect(packed.first == costs.indices.first { costs[$0] <= budget })
        }
    }
}
