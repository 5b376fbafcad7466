import KapellCollections
import KapellCore
import KapellTesting
import KapellVectors
import Testing

@Suite struct CoderTests {
    private let coder = ChangeCoder(dimensions: 3, path: "docs/log")

    private func samples() throws -> [LoggedChange] {
        let fields: [(String, MetadataValue)] = [
            ("null", nil), ("yes", true), ("no", false), ("integer", .integer(.min)), ("number", .number(-0.5)),
            ("whole", .number(3)), ("text", "ä\u{0}"), ("date", .date(-1)), ("list", ["a", 1, nil, .number(2)]),
            ("empty", []),
        ]
        return [
            LoggedChange(
                namespace: "tenant ä",
                change: .upsert([
                    VectorRecord(
                        id: "a", vector: [1, -0.0, .leastNonzeroMagnitude], text: "words",
                        metadata: try Metadata(fields),
                        parent: "p"),
                    VectorRecord(id: "b", vector: [1, 2, 3], text: ""), VectorRecord(id: "c", vector: [0, 0, 1]),
                ])),
            LoggedChange(namespace: "", change: .upsert([])), LoggedChange(namespace: "", change: .drop),
            LoggedChange(namespace: "n", change: .delete(["a", "日"])),
        ]
    }

    private func decode(_ bytes: [UInt8]) throws -> LoggedChange {
        try bytes.withUnsafeBytes { try coder.decode($0, sequence: 7) }
    }

    @Test func whatIsReadIsWhatWasWritten() throws {
        for change in try samples() {
            let read = try decode(coder.encode(change))
            #expect(read == change)
            #expect(coder.encode(read) == coder.encode(change))
        }
    }

    /// Bytes that are changed, cut, or grown: an error, or a change that can be written again. Never a crash.
    @Test func otherBytesAreRefusedOrAChange() throws {
        var random = SeededGenerator(31)
        let all = try samples().map { coder.encode($0) }
        var refused = 0
        for _ in 0..<6_000 {
            var bytes = all.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                guard !bytes.isEmpty else { break }
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeLast(bytes.count - place)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                default: bytes[place] ^= 0x80
                }
            }
            do {
                let change = try decode(bytes)
                #expect(coder.encode(change).count <= bytes.count + 64)
            } catch {
                refused += 1
                #expect((error as? KapellError)?.message.contains("docs/log") == true)
            }
        }
        #expect(refused > 2_000)
    }
}
