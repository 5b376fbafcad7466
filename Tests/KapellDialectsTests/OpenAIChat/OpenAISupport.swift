import KapellCore
import KapellDialects
import KapellJSON
import KapellTesting

/// What the tests of OpenAI's dialects share.
enum OpenAISupport {
    static let answer = DialectAnswer(id: "r1", model: "small", created: 1_700_000_000)

    static func object(_ text: String) throws -> JSONObject {
        guard let object = try JSONValue(parsing: text).objectValue else { throw KapellError(.invalidRequest, text) }
        return object
    }

    /// A chunk of a chat completion with one delta.
    static func chunk(_ delta: String, finish: String = "null", more: String = "") -> String {
        #"data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":"#
            + delta + #","finish_reason":"# + finish + "}]" + more + "}\n\n"
    }

    static func events(_ text: String, of dialect: some Dialect) throws -> [ModelEvent] {
        try events([UInt8](text.utf8), of: dialect, cuts: [])
    }

    /// The events of a stream that comes in pieces.
    static func events(_ bytes: [UInt8], of dialect: some Dialect, cuts: [Int]) throws -> [ModelEvent] {
        var decoder = dialect.eventDecoder()
        var events: [ModelEvent] = []
        var start = 0
        for cut in cuts.sorted() + [bytes.count] where cut > start {
            events += try decoder.decode(Array(bytes[start..<cut]))
            start = cut
        }
        return events + (try decoder.finish())
    }

    static func response(_ events: [ModelEvent]) -> ModelResponse {
        var response = ModelResponse()
        for event in events { response.apply(event) }
        return response
    }

    static func bytes(_ events: [ModelEvent], of dialect: some Dialect, answer: DialectAnswer = answer) -> [UInt8] {
        var encoder = dialect.eventEncoder(of: answer)
        var bytes: [UInt8] = []
        for event in events { bytes += encoder.encode(event) }
        return bytes + encoder.finish()
    }

    /// The data of the events that an encoder wrote.
    static func frames(_ bytes: [UInt8]) throws -> [SSEEvent] {
        var decoder = SSEDecoder()
        return try decoder.decode(bytes) + decoder.finish()
    }

    /// The error that `work` throws, or one that says that it throws none.
    static func error(_ work: () throws -> Void) -> KapellError {
        do { try work() } catch { return KapellError.wrapping(error) }
        return KapellError(.internalError, "nothing was thrown")
    }

    /// A request whose client speaks another dialect.
    static func foreign(_ request: ModelRequest, streams: Bool = false) -> DialectRequest {
        DialectRequest(dialect: .anthropic, model: "gpt", streams: streams, request: request)
    }

    /// Changes a few bytes of `bytes`.
    static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let pieces = ["\"", "{", "}", "[", "]", ":", "null", "-1", "1e999", "\n\n", "data: ", "\u{FEFF}", "\\ud800"]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1 where place < bytes.count: bytes.removeSubrange(place..<min(place + 9, bytes.count))
            case 2 where place < bytes.count: bytes.insert(contentsOf: bytes[..<min(40, bytes.count)], at: place)
            default: bytes.insert(contentsOf: [UInt8]((pieces.randomElement(using: &random) ?? "").utf8), at: place)
            }
        }
    }

    static func cuts(_ count: Int, _ random: inout SeededGenerator) -> [Int] {
        (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0...count, using: &random) }
    }
}
