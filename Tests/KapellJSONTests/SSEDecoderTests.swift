import KapellJSON
import KapellTesting
import Testing

@Suite("SSE decoder")
struct SSEDecoderTests {
    private func decode(_ text: String) throws -> [SSEEvent] {
        var decoder = SSEDecoder()
        return try decoder.decode(text.utf8)
    }

    static let stream =
        "\u{FEFF}: hello\n\ndata: one\n\nevent: größe\r\ndata: 日本\r\ndata:  😀\r\nid: 7\r\n\r\n"
        + "data: cr\rdata:\rretry: 250\r\rid: 8\n\n:\ndata\n\nevent: x\nunknown: y\ndata:{\"a\": \"b:c\"}\n: c\n\n"
        + "data: [DONE]\n\n"

    static let events = [
        SSEEvent(data: "one"), SSEEvent(event: "größe", data: "日本\n 😀", id: "7"),
        SSEEvent(data: "cr\n", retry: 250), SSEEvent(data: ""), SSEEvent(event: "x", data: "{\"a\": \"b:c\"}"),
        SSEEvent(data: "[DONE]"),
    ]

    @Test("A stream is decoded as the specification says")
    func whole() throws {
        var decoder = SSEDecoder()
        #expect(try decoder.decode(Self.stream.utf8) == Self.events)
        #expect(decoder.isBetweenEvents)
        #expect(decoder.finish() == [])
        #expect(decoder.lastEventID == "8")
        #expect(decoder.retry == 250)
    }

    @Test("Every split into two or three pieces gives the same events, with every kind of line end")
    func splits() throws {
        for lineEnd in ["\n", "\r", "\r\n"] {
            let text = Self.stream.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
                .replacing("\n", with: lineEnd)
            let bytes = [UInt8](text.utf8)
            for cut in 0...bytes.count {
                var decoder = SSEDecoder()
                var events = try decoder.decode(bytes[..<cut])
                let second = min(cut + 1 + cut % 5, bytes.count)
                events += try decoder.decode(bytes[cut..<second])
                events += try decoder.decode(bytes[second...])
                #expect(events == Self.events)
            }
        }
    }

    @Test("Byte by byte gives the same events, and each as early as can be")
    func singleBytes() throws {
        var decoder = SSEDecoder()
        var events: [SSEEvent] = []
        for byte in Self.stream.utf8 {
            events += try decoder.decode([byte])
            events += try decoder.decode([])
        }
        #expect(events == Self.events)

        var early = SSEDecoder()
        #expect(try early.decode("data: a\r\n\r".utf8) == [SSEEvent(data: "a")])
        #expect(try early.decode("\ndata: b\r\n\r\n".utf8) == [SSEEvent(data: "b")])
    }

    @Test(
        "Fields are read as the specification says",
        arguments: [
            ("data:x\n\n", [SSEEvent(data: "x")]), ("data: x\n\n", [SSEEvent(data: "x")]),
            ("data:  x\n\n", [SSEEvent(data: " x")]), ("data\n\n", [SSEEvent(data: "")]),
            ("data:\ndata:\n\n", [SSEEvent(data: "\n")]), (" data: x\n\n", []), ("Data: x\n\n", []),
            ("event: a\n\n", []), ("event: a\n\ndata: x\n\n", [SSEEvent(data: "x")]),
            ("event: a\nevent:\ndata: x\n\n", [SSEEvent(data: "x")]),
            ("event: a\nevent: b\ndata: x\n\n", [SSEEvent(event: "b", data: "x")]),
            ("id: a\0b\ndata: x\n\n", [SSEEvent(data: "x")]), ("id\ndata: x\n\n", [SSEEvent(data: "x", id: "")]),
            ("retry: 12x\ndata: x\n\n", [SSEEvent(data: "x")]), ("retry: -1\ndata: x\n\n", [SSEEvent(data: "x")]),
            ("retry: 99999999999999999999\ndata: x\n\n", [SSEEvent(data: "x")]), ("\n\n\n", []), ("data: x", []),
            ("data: x\n", []), (":data: x\n\n", []), ("data: a:b: c\n\n", [SSEEvent(data: "a:b: c")]),
        ] as [(String, [SSEEvent])])
    func fields(text: String, events: [SSEEvent]) throws {
        #expect(try decode(text) == events)
    }

    @Test("finish() delivers an event whose blank line is missing", arguments: ["data: x", "data: x\n", "data: x\r"])
    func unfinished(text: String) throws {
        var decoder = SSEDecoder()
        #expect(try decoder.decode(text.utf8) == [])
        #expect(!decoder.isBetweenEvents)
        #expect(decoder.finish() == [SSEEvent(data: "x")])
        #expect(decoder.isBetweenEvents)
        #expect(decoder.finish() == [])
    }

    @Test("After finish() a new stream may begin, and the id is kept")
    func nextStream() throws {
        var decoder = SSEDecoder(limit: 100)
        _ = try decoder.decode("id: 5\ndata: x\n\ndata: cut".utf8)
        _ = decoder.finish()
        #expect(decoder.lastEventID == "5")
        #expect(decoder.limit == 100)
        #expect(try decoder.decode("\u{FEFF}data: y\n\n".utf8) == [SSEEvent(data: "y")])
    }

    @Test("A byte order mark counts at the start only")
    func byteOrderMark() throws {
        #expect(try decode("\u{FEFF}data: x\n\n") == [SSEEvent(data: "x")])
        #expect(try decode("\u{FEFF}\n\ndata: x\n\n") == [SSEEvent(data: "x")])
        #expect(try decode("\n\u{FEFF}data: x\n\n") == [])
        #expect(try decode("\u{FEFF}\u{FEFF}data: x\n\n") == [])
    }

    @Test("Bytes that are not UTF-8 become U+FFFD, wherever they are cut")
    func repairs() throws {
        let bytes: [UInt8] =
            [UInt8]("data: a".utf8) + [0xFF, 0xE2, 0x82] + [UInt8]("b\ndata: ".utf8) + [0xC3, 0x0A, 0x0A]
        for cut in 0...bytes.count {
            var decoder = SSEDecoder()
            let events = try decoder.decode(bytes[..<cut]) + decoder.decode(bytes[cut...])
            #expect(events == [SSEEvent(data: "a\u{FFFD}\u{FFFD}b\n\u{FFFD}")])
        }
    }

    @Test("An event beyond the limit is an error that carries the events before it", arguments: [1, 7, 1_000])
    func limit(size: Int) throws {
        let lines = (0..<20).map { _ in "data: 0123456789\n" }.joined()
        let text = [UInt8](("data: first\n\n" + lines + "\ndata: after\n\n").utf8)
        var decoder = SSEDecoder(limit: 100)
        var events: [SSEEvent] = []
        let error = try #require(throws: SSEError.self) {
            for start in stride(from: 0, to: text.count, by: size) {
                events += try decoder.decode(text[start..<min(start + size, text.count)])
            }
        }
        #expect(error.limit == 100)
        #expect(events + error.completedEvents == [SSEEvent(data: "first")])
        #expect("\(error)".contains("100 bytes"))
        #expect(throws: SSEError.self) { try decoder.decode("data: x\n\n".utf8) }
        #expect(decoder.finish() == [])
    }

    @Test("A line without end is stopped by the limit, as is a line in one piece")
    func endlessLine() throws {
        var decoder = SSEDecoder(limit: 1_000)
        #expect(throws: SSEError.self) {
            for _ in 0..<10_000 { _ = try decoder.decode([0x61, 0x61]) }
        }
        var whole = SSEDecoder(limit: 10)
        #expect(throws: SSEError.self) { try whole.decode("data: 0123456789\n\n".utf8) }
        var exact = SSEDecoder(limit: 16)
        #expect(try exact.decode("data: 0123456789\n\n".utf8) == [SSEEvent(data: "0123456789")])
        var many = SSEDecoder(limit: 16)
        #expect(try many.decode(String(repeating: "data: 0123456789\n\n", count: 50).utf8).count == 50)
    }

    @Test("Random bytes in random pieces give the same events as in one piece, and never fail")
    func fuzz() throws {
        var random = SeededGenerator(5)
        let parts: [[UInt8]] =
            ["data", "event", "id", "retry", ":", ": ", "\n", "\r", "\r\n", "\n\n", "é", "😀", "12"]
            .map { [UInt8]($0.utf8) } + [[0xFF], [0x00], [0xEF, 0xBB, 0xBF], [0xC3]]
        for _ in 0..<2_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) { bytes += parts.randomElement(using: &random) ?? [] }
            var one = SSEDecoder()
            let expected = try one.decode(bytes) + one.finish()
            var many = SSEDecoder()
            var events: [SSEEvent] = []
            var start = 0
            while start < bytes.count {
                let end = min(start + Int.random(in: 1...6, using: &random), bytes.count)
                events += try many.decode(bytes[start..<end].span)
                start = end
            }
            events += many.finish()
            #expect(events == expected)
            #expect(one.lastEventID == many.lastEventID)
        }
    }
}
