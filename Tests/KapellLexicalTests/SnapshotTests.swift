import KapellLexical
import KapellTesting
import Testing

@Suite struct SnapshotTests {
    private func index() throws -> LexicalIndex {
        var random = SeededGenerator(3)
        let fields = [LexicalField("title", weight: 2), LexicalField("body")]
        let index = LexicalIndex(try LexicalSchema(analyzer: Words.analyzer(), fields: fields))
        for round in 0..<3 {
            try index.upsert(
                (0..<70).map {
                    LexicalDocument(
                        id: Int64(round * 50 + $0),
                        texts: ["title": Words.text(&random, 0...3), "body": Words.text(&random, 0...9)])
                }, in: round == 2 ? "other" : "")
        }
        index.update { update in
            update.delete(5)
            update.sequence = 42
        }
        return index
    }

    @Test func `what is opened is what was saved`() throws {
        let index = try index()
        let bytes = try index.snapshot()
        let opened = try LexicalIndex(snapshot: bytes, analyzer: index.schema.analyzer)
        #expect(opened.schema == index.schema && opened.sequence == 42)
        #expect(try opened.snapshot() == bytes)
        var random = SeededGenerator(4)
        for _ in 0..<20 {
            let text = Words.text(&random, 2...3)
            for query in [LexicalQuery.words(text), .phrase(text), .prefix(String(text.prefix(1)))] {
                for namespace in ["", "other"] {
                    let found = try opened.search(query, in: namespace)
                    #expect(try found == index.search(query, in: namespace))
                }
            }
        }
        try opened.upsert([LexicalDocument(id: 5, texts: ["title": "vacuum"])])
        #expect(opened.reader.contains(5))
        let other = try Analyzer(language: .german)
        #expect(throws: LexicalError.self) { try LexicalIndex(snapshot: bytes, analyzer: other) }
    }

    @Test func `damage is an error, with right checksums too`() throws {
        var random = SeededGenerator(9)
        let bytes = try index().snapshot()
        for _ in 0..<150 {
            var damaged = bytes
            switch Int.random(in: 0..<3, using: &random) {
            case 0: damaged.removeLast(Int.random(in: 1...bytes.count, using: &random))
            case 1: damaged.append(UInt8.random(in: 0...255, using: &random))
            default:
                let place = Int.random(in: 0..<bytes.count, using: &random)
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                // A padding byte says nothing.
                if (try? LexicalIndex(snapshot: damaged)) != nil { continue }
            }
            #expect(throws: LexicalError.self) { try LexicalIndex(snapshot: damaged) }
        }
        var refused = 0
        for _ in 0..<400 {
            let damaged = SnapshotForger.forge(bytes, &random)
            do {
                // What is accepted can be searched.
                let index = try LexicalIndex(snapshot: damaged)
                _ = try index.search(.phrase("vacuum log", slop: 3))
                _ = try index.search(.words("vacuum log the"))
                _ = try index.search(.prefix("r"))
                index.compact()
            } catch {
                #expect(!"\(error)".isEmpty)
                refused += 1
            }
        }
        #expect(refused > 200)
    }
}

/// Changes the content of a section and makes its checksums right again.
private enum SnapshotForger {
    static func forge(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        var sections: [Range<Int>] = []
        var offset = 32
        while offset + 24 <= bytes.count {
            let length = (0..<8).reduce(0) { $0 | Int(bytes[offset + 8 + $1]) << (8 * $1) }
            sections.append(offset + 24..<offset + 24 + length)
            offset = (offset + 24 + length + 7) & ~7
        }
        let filled = sections.filter { !$0.isEmpty }
        guard let section = filled.randomElement(using: &random) else { return bytes }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            bytes[Int.random(in: section, using: &random)] =
                [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        }
        put(crc(bytes[section]), at: section.lowerBound - 20, &bytes)
        put(crc(bytes[section.lowerBound - 24..<section.lowerBound - 4]), at: section.lowerBound - 4, &bytes)
        return bytes
    }

    private static func put(_ value: UInt32, at offset: Int, _ bytes: inout [UInt8]) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
    }

    private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        return ~crc
    }
}
