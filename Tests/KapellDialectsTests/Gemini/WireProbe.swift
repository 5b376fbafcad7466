import KapellCore
import KapellDialects
import KapellJSON
import KapellTesting
import Testing

/// Drives a dialect's decoder and encoder as a server does.
struct WireProbe {
    let dialect: any Dialect

    init(_ dialect: any Dialect) { self.dialect = dialect }

    static let answer = DialectAnswer(id: "run1", model: "mini", created: 1_700_000_000)

    static func object(_ text: String) throws -> JSONObject { try #require(JSONValue(parsing: text).objectValue) }

    /// The events of a stream that comes in pieces.
    func events(_ pieces: [[UInt8]]) throws(KapellError) -> [ModelEvent] {
        var decoder = dialect.eventDecoder()
        var events: [ModelEvent] = []
        for piece in pieces { events += try decoder.decode(piece) }
        return events + (try decoder.finish())
    }

    func events(_ text: String) throws(KapellError) -> [ModelEvent] { try events([Array(text.utf8)]) }

    /// The events of a stream, which must be the same wherever it is cut.
    func eventsAtEveryCut(_ text: String) throws -> [ModelEvent] {
        let bytes = Array(text.utf8)
        let whole = try events([bytes])
        for cut in bytes.indices {
            #expect(try events([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
        #expect(try events(bytes.map { [$0] }) == whole)
        return whole
    }

    /// What an encoder makes of `events`.
    func stream(_ events: [ModelEvent], fails: KapellError? = nil) -> String {
        var encoder = dialect.eventEncoder(of: Self.answer)
        var bytes: [UInt8] = []
        for event in events { bytes += encoder.encode(event) }
        bytes += fails.map { encoder.fail($0) } ?? encoder.finish()
        return String(decoding: bytes, as: UTF8.self)
    }

    static func folded(_ events: [ModelEvent]) -> ModelResponse {
        var response = ModelResponse()
        for event in events { response.apply(event) }
        return response
    }

    /// Feeds mutated streams, random bytes and random cuts. Nothing may trap, and what is no error ends with exactly
    /// one `finished`.
    func fuzz(_ valid: [String], seed: UInt64, rounds: Int) {
        var random = SeededGenerator(seed)
        for round in 0..<rounds {
            var bytes = Array(valid[round % valid.count].utf8)
            if round % 7 == 0 {
                bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            }
            for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...40, using: &random))
                pieces.append(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            guard let events = try? events(pieces) else { continue }
            let ends = events.filter { if case .finished = $0 { true } else { false } }
            #expect(ends.count == 1 && events.last == ends.first)
            #expect(!stream(events).isEmpty)
        }
    }
}

extension KapellError {
    /// The code of the error that `body` throws.
    static func code(of body: () throws -> some Any) -> Code? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? KapellError)?.code }
    }
}
