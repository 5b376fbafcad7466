import KapellCore
import KapellDialects
import KapellJSON
import Testing

/// A stream without `alt=sse`: one JSON array whose elements come one by one.
@Suite("Gemini's stream as an array") struct GeminiArrayTests {
    private let probe = WireProbe(GeminiDialect(streamForm: .array))

    private static let answers: [[ModelEvent]] = [
        [.text("He\"y"), .text("\n"), .usage(ModelUsage(inputTokens: 3, outputTokens: 9)), .finished(.stop)],
        [
            .reasoning("think"), .signature("gemini#AAAA"),
            .toolArguments(index: 0, id: "a", name: "f", fragment: #"{"x":1}"#), .finished(.toolCalls),
        ],
        [.finished(.length)],
    ]

    @Test("It is one array of the same elements, and is read back the same at every cut", arguments: answers)
    func array(events: [ModelEvent]) throws {
        let text = probe.stream(events)
        let elements = try #require(try JSONValue(parsing: text).arrayValue)
        let frames = WireProbe(GeminiDialect()).stream(events).split(separator: "\n\n")
        #expect(try elements == frames.map { try JSONValue(parsing: String($0.dropFirst("data: ".count))) })
        var expected = WireProbe.folded(try probe.eventsAtEveryCut(text))
        expected.usage = WireProbe.folded(events).usage
        #expect(expected == WireProbe.folded(events))
    }

    @Test("Each piece is written with its event, and the array ends with the answer")
    func pieces() {
        var encoder = GeminiDialect(streamForm: .array).eventEncoder(of: WireProbe.answer)
        #expect(String(decoding: encoder.encode(.text("a")), as: UTF8.self).hasPrefix("[{"))
        #expect(String(decoding: encoder.encode(.text("b")), as: UTF8.self).hasPrefix(",\n{"))
        #expect(String(decoding: encoder.finish(), as: UTF8.self).hasSuffix("}]\n"))
    }

    @Test("An error is the last element, also where it is the only one", arguments: [[], [ModelEvent.text("It")]])
    func failure(events: [ModelEvent]) throws {
        let text = probe.stream(events, fails: KapellError(.overloaded, "Too much to do."))
        let elements = try #require(try JSONValue(parsing: text).arrayValue)
        #expect(elements.count == events.count + 1)
        #expect(elements.last?["error"]?["status"] == "UNAVAILABLE")
        #expect(KapellError.code { try probe.events(text) } == .overloaded)
    }

    @Test("Its media type is JSON's; that of events is not")
    func type() {
        #expect(GeminiDialect(streamForm: .array).streamContentType == "application/json")
        #expect(GeminiDialect().streamContentType == "text/event-stream")
    }
}
