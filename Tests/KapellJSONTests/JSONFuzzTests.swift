import KapellJSON
import KapellTesting
import Testing

@Suite("Fuzzing")
struct JSONFuzzTests {
    @Test("Random values come back the same, compact and pretty")
    func roundTrip() throws {
        var maker = RandomJSON(seed: 1)
        for _ in 0..<800 {
            let value = maker.value()
            let text = value.serialized()
            let again = try JSONValue(parsing: text)
            #expect(again == value)
            #expect(again.hashValue == value.hashValue)
            #expect(again.serialized() == text)
            #expect(try JSONValue(parsing: value.serialized(pretty: true)).serialized() == text)
        }
    }

    /// Changes a few bytes of `bytes`.
    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let pieces: [[UInt8]] =
            [
                "\"", "\\", "{", "}", "[", "]", ",", ":", "-", "0", "1e5", ".", "\\u", "\\ud83d", "null",
                "\u{FEFF}", "é", "\n",
            ].map { [UInt8]($0.utf8) } + [[0x00], [0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80]]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(place + 5, bytes.count))
            case 3 where place < bytes.count: bytes.insert(contentsOf: bytes[..<min(8, bytes.count)], at: place)
            default: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
            }
        }
    }

    @Test("Mutated documents never crash; what is accepted comes back the same; both parsers agree", arguments: 0..<4)
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(100 + seed)
        var maker = RandomJSON(seed: 200 + seed)
        var accepted = 0
        for round in 0..<1_500 {
            var bytes: [UInt8] =
                random.chance(2)
                ? [UInt8](Documents.all[round % Documents.all.count].utf8)
                : maker.value(depth: 2).serializedBytes(pretty: random.chance(3))
            mutate(&bytes, &random)

            let whole = Result { try JSONValue(parsing: bytes) }
            var parser = PartialJSONParser()
            let pieces = Result {
                var start = 0
                while start < bytes.count {
                    let end = min(start + Int.random(in: 1...7, using: &random), bytes.count)
                    try parser.append(bytes[start..<end])
                    start = end
                }
                return try parser.finish()
            }
            switch (whole, pieces) {
            case (.success(let value), .success(let other)):
                accepted += 1
                #expect(value == other)
                #expect(value.serialized() == other.serialized())
                #expect(try JSONValue(parsing: value.serialized()) == value)
            case (.failure(let error), .failure(let other)):
                #expect(error as? JSONError == other as? JSONError, "\(bytes)")
                if let shown = parser.value { #expect(try JSONValue(parsing: shown.serialized()) == shown) }
            default:
                Issue.record("The parsers disagree on \(bytes): \(whole), \(pieces)")
            }
        }
        #expect(accepted > 60)
    }

    @Test("Random bytes never crash")
    func noise() {
        var random = SeededGenerator(9)
        let alphabet = [UInt8]("{}[]\",:\\u0123eE+-. \ntruefalsn".utf8) + [0xC3, 0xA9, 0xFF]
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            let whole = try? JSONValue(parsing: bytes)
            var parser = PartialJSONParser()
            let pieces = try? {
                try parser.append(bytes); return try parser.finish()
            }()
            #expect(whole == pieces)
        }
    }
}
