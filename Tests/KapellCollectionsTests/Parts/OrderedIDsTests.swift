import KapellCollections
import KapellTesting
import Testing

@Suite struct OrderedIDsTests {
    @Test(arguments: [UInt64(1), 2])
    func isTheSameAsADictionary(_ seed: UInt64) {
        var random = SeededGenerator(seed)
        var ids = OrderedIDs()
        var plain: [String: Int] = [:]
        var copies: [(OrderedIDs, [String: Int])] = []
        let letters = ["a", "b", "é", "ß", "日", "z", "0"]
        for step in 0..<6_000 {
            let id = (0..<Int.random(in: 1...4, using: &random)).map { _ in letters.randomElement(using: &random) ?? ""
            }
            .joined()
            // Much goes in at first, and much out later.
            if Int.random(in: 0..<6_000, using: &random) > step {
                #expect(ids.set(id, row: step) == plain.updateValue(step, forKey: id))
            } else {
                #expect(ids.remove(id) == plain.removeValue(forKey: id))
            }
            if step % 1_500 == 0 { copies.append((ids, plain)) }
        }
        copies.append((ids, plain))
        for (ids, plain) in copies {
            let sorted = plain.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
            var seen: [(key: String, value: Int)] = []
            ids.forEach {
                seen.append(($0, $1))
                return true
            }
            #expect(ids.count == plain.count)
            #expect(seen.map(\.key) == sorted.map(\.key))
            #expect(seen.map(\.value) == sorted.map(\.value))
            for after in ["", "b", "zz", "é日", "日日日日日"] {
                var first: String?
                ids.forEach(after: after) { id, _ in
                    first = id
                    return false
                }
                #expect(first == sorted.first { Array(after.utf8).lexicographicallyPrecedes(Array($0.key.utf8)) }?.key)
            }
            let rebuilt = OrderedIDs(sorted: sorted.map { ($0.key, $0.value) })
            #expect(sorted.allSatisfy { rebuilt.row(of: $0.key) == $0.value })
        }
    }

    @Test func twoSpellingsAreTwoIDs() {
        var ids = OrderedIDs()
        ids.set("\u{E9}", row: 1)
        ids.set("e\u{301}", row: 2)
        #expect(ids.count == 2)
        #expect(ids.row(of: "\u{E9}") == 1)
    }
}
