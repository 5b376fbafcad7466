import KapellTesting
import KapellVectors
import Testing

@Suite("Sets of rows")
struct RowSetTests {
    /// Sets of every form: sparse, dense, runs, whole blocks; and the same rows in order, from Swift's own sets.
    private static func sample(_ random: inout SeededGenerator) -> (RowSet, [Int]) {
        var set = RowSet()
        var model: Set<Int> = []
        var agree = true
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let base = Int.random(in: 0...3, using: &random) << 16
            switch Int.random(in: 0...4, using: &random) {
            case 0:
                for _ in 0..<200 {
                    let row = base + Int.random(in: 0..<65_536, using: &random)
                    let isNew = set.insert(row)
                    agree = agree && isNew == model.insert(row).inserted
                }
            case 1:
                for row in stride(from: base, to: base + 65_536, by: Int.random(in: 6...15, using: &random)) {
                    set.insert(row)
                    model.insert(row)
                }
            case 2:
                let start = base + Int.random(in: 0..<65_536, using: &random)
                let range = start..<start + Int.random(in: 0..<15_000, using: &random)
                set = set.union(RowSet(range))
                model.formUnion(range)
            case 3:
                set = set.union(RowSet(base..<base + 65_536))
                model.formUnion(base..<base + 65_536)
            default:
                for row in model.sorted().prefix(2_000) where row % 3 != 0 {
                    agree = set.remove(row) && agree
                    model.remove(row)
                }
            }
        }
        #expect(agree, "insert and remove tell what changed")
        if Bool.random(using: &random) { set.compact() }
        return (set, model.sorted())
    }

    /// The rows of sorted arrays, merged.
    private static func merge(_ a: [Int], _ b: [Int], _ keep: (Bool, Bool) -> Bool) -> [Int] {
        var result: [Int] = []
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            let row = min(i < a.count ? a[i] : .max, j < b.count ? b[j] : .max)
            let isInA = i < a.count && a[i] == row
            let isInB = j < b.count && b[j] == row
            if keep(isInA, isInB) { result.append(row) }
            if isInA { i += 1 }
            if isInB { j += 1 }
        }
        return result
    }

    @Test("Every operation gives what Swift's sets give", arguments: 0..<UInt64(8))
    func differential(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let (a, rowsA) = Self.sample(&random)
        let (b, rowsB) = Self.sample(&random)
        let both = Self.merge(rowsA, rowsB) { $0 && $1 }
        #expect(a.rows == rowsA)
        #expect(a.count == rowsA.count && a.isEmpty == rowsA.isEmpty)
        #expect(a.first == rowsA.first && a.last == rowsA.last)
        #expect(a.intersection(b).rows == both)
        #expect(a.intersectionCount(b) == both.count)
        #expect(a.union(b).rows == Self.merge(rowsA, rowsB) { $0 || $1 })
        #expect(a.subtracting(b).rows == Self.merge(rowsA, rowsB) { $0 && !$1 })
        let universe = RowSet(0..<300_000)
        #expect(a.complement(within: universe).union(a) == universe.union(a))
        #expect(a.complement(within: universe).intersection(a).isEmpty)
        #expect((a == b) == (rowsA == rowsB))
        var place = 0
        var agree = true
        for row in stride(from: 0, to: 330_000, by: 997) {
            while place < rowsA.count && rowsA[place] < row { place += 1 }
            let next: Int? = place < rowsA.count ? rowsA[place] : nil
            agree = agree && a.contains(row) == (next == row) && a.rank(row) == place && a.row(at: place) == next
        }
        #expect(agree, "contains, rank and select")
        #expect(try RowSet(bytes: a.bytes) == a)
    }

    @Test("The ends of the number range")
    func ends() throws {
        var set: RowSet = [0, RowSet.maximumRow]
        #expect(set.contains(0) && set.contains(RowSet.maximumRow))
        #expect(!set.contains(-1) && !set.contains(RowSet.maximumRow + 1) && !set.contains(.max) && !set.contains(.min))
        let wasOutside = set.remove(-1)
        #expect(!wasOutside && set.rank(.max) == 2 && set.rank(.min) == 0)
        #expect(set.row(at: 2) == nil && set.row(at: -1) == nil)
        #expect(try RowSet(bytes: set.bytes) == set)
        #expect(throws: FilterError.self) { try RowSet(bytes: set.bytes, rowLimit: 1_000) }
        let removed = [set.remove(0), set.remove(RowSet.maximumRow), set.remove(0)]
        #expect(removed == [true, true, false] && set.isEmpty)
        #expect(RowSet(5..<5).isEmpty && RowSet().first == nil && RowSet().last == nil)
        #expect(RowSet(RowSet.maximumRow..<RowSet.maximumRow + 1).rows == [RowSet.maximumRow])
    }

    @Test("A block takes the form that suits it, and little memory")
    func forms() {
        var full = RowSet(0..<1_000_000)
        #expect(full.memory < 4_096)
        full.remove(500_000)
        #expect(full.memory < 16_384 && full.count == 999_999)
        full.insert(500_000)
        #expect(full == RowSet(0..<1_000_000))
        let sparse = RowSet(stride(from: 0, to: 1_000_000, by: 1_000))
        #expect(sparse.memory < 8_192)
        var dense = RowSet()
        for row in 0..<70_000 { dense.insert(row) }
        #expect(dense.memory < 2 * 8_192 + 4_096)
        #expect(dense == RowSet(0..<70_000))
        for row in 0..<70_000 { dense.remove(row) }
        #expect(dense.isEmpty && dense == RowSet())
    }

    @Test("Damaged bytes are refused; without the checksum's help, too")
    func damage() throws {
        var random = SeededGenerator(4)
        let set = RowSet(stride(from: 0, to: 65_536, by: 3)).union(RowSet(70_000..<80_000)).union([200_000, 200_002])
        let bytes = set.bytes
        #expect(throws: FilterError.self) { try RowSet(bytes: []) }
        for _ in 0..<60 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            #expect(throws: FilterError.self) { try RowSet(bytes: damaged) }
            #expect(throws: FilterError.self) {
                try RowSet(bytes: Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))))
            }
        }
        // A small set, so that most changes meet a length, an order or a form; with a checksum that is right.
        let small = RowSet([1, 2, 9]).union(RowSet(70_000..<70_100)).union([200_000]).bytes
        var read = 0
        for _ in 0..<1_500 {
            var damaged = small
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                damaged[Int.random(in: 0..<small.count - 4, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let body = Array(damaged.dropLast(4))
            let checksum = crc32c(body)
            damaged = body + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
            guard let other = try? RowSet(bytes: damaged) else { continue }
            read += 1
            #expect(other.rows.count == other.count)
            #expect(zip(other.rows, other.rows.dropFirst()).allSatisfy { $0 < $1 })
            #expect(try RowSet(bytes: other.bytes) == other)
        }
        #expect(read > 0)
    }
}
