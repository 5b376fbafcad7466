import KapellTesting
import KapellVectors

/// Random metadata and filters over few fields and few values, so that they meet.
struct FilterSamples {
    var random: SeededGenerator

    init(_ seed: UInt64) { random = SeededGenerator(seed) }

    static let texts = [
        "", "a", "b", "ab", "Ä", "A\u{308}", "é", "z", "quote \" and \\", "line\nbreak", "tab\t", "`", "'", "\u{0}",
        "\u{200F}", "😀", "date", "2024-01-31", "a long text that is beyond the bytes that fit into a string in place",
    ]
    static let integers: [Int64] = [
        0, 1, -1, 2, 3, 1_000, 9_007_199_254_740_992, 9_007_199_254_740_993, .max, .max - 1, .min, .min + 1,
    ]
    static let numbers: [Double] = [
        0, -0.0, 0.5, 1, 1.5, 2, -2.5, 9_007_199_254_740_992, 0x1p63, -0x1p63, 0x1p63 - 1_024, 1e300, -1e300,
        .leastNonzeroMagnitude,
    ]
    static let dates: [Int64] = [0, 1, -1, 1_706_659_200_000, -62_167_219_200_000, 253_402_300_799_999, .max, .min]
    static let names = ["kind", "year", "tags", "mixed", "author.name", "date", "in", "a name", "x.1", "ä", "any"]

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    mutating func chance(_ part: Int) -> Bool { Int.random(in: 0..<part, using: &random) == 0 }

    mutating func scalar() -> MetadataValue {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: .null
        case 1: .boolean(chance(2))
        case 2, 3: .integer(pick(Self.integers))
        case 4: .integer(Int64.random(in: -5...5, using: &random))
        case 5, 6: .number(pick(Self.numbers))
        case 7: .number(Double.random(in: -5...5, using: &random))
        case 8: .date(pick(Self.dates))
        default: .string(pick(Self.texts))
        }
    }

    mutating func list(_ most: Int = 4) -> [MetadataValue] {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in scalar() }
    }

    mutating func value() -> MetadataValue { chance(4) ? .array(list()) : scalar() }

    /// Some fields have one type, as they do in practice; others have all.
    mutating func value(of field: String) -> MetadataValue {
        switch field {
        case "kind": .string(pick(Self.texts))
        case "year": .integer(Int64.random(in: 1_990...2_030, using: &random))
        case "tags": .array(list().filter { $0.type == .string })
        case "x.1": .number(Double.random(in: 0...1, using: &random))
        default: value()
        }
    }

    mutating func metadata() throws -> Metadata {
        var metadata = Metadata()
        for name in Self.names where !chance(3) { try metadata.set(name, value(of: name)) }
        return metadata
    }

    mutating func filter(_ depth: Int = 4) -> Filter {
        let name = pick(Self.names)
        // Most values are such as the field has.
        let literal = chance(3) ? value() : value(of: name)
        switch Int.random(in: 0..<(depth > 0 ? 14 : 10), using: &random) {
        case 0: return chance(2) ? .everything : .nothing
        case 1: return .comparison(name, .equal, literal)
        case 2: return .comparison(name, .notEqual, literal)
        case 3, 4, 5:
            let comparison = pick(Filter.Comparison.allCases)
            let isAllowed = !comparison.isOrdering || literal.type.isOrdered
            return .comparison(name, isAllowed ? comparison : .equal, literal)
        case 6: return .isIn(name, list(12))
        case 7: return .containsAny(name, list())
        case 8: return .containsAll(name, list(2))
        case 9: return .exists(name)
        case 10: return .not(filter(depth - 1))
        case 11, 12: return .and((0..<Int.random(in: 2...4, using: &random)).map { _ in filter(depth - 1) })
        default: return .or((0..<Int.random(in: 2...4, using: &random)).map { _ in filter(depth - 1) })
        }
    }
}

/// CRC32C bit by bit, from its polynomial.
func crc32c(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
    }
    return ~crc
}
