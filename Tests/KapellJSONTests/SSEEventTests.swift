import KapellJSON
import Testing

@Suite("SSE events")
struct SSEEventTests {
    @Test("An event is encoded field by field, with a blank line at its end")
    func encoding() {
        #expect(SSEEvent(data: "x").encoded() == "data: x\n\n")
        #expect(SSEEvent(data: "").encoded() == "data: \n\n")
        #expect(
            SSEEvent(event: "delta", data: "a\nb", id: "7", retry: 500).encoded()
                == "event: delta\nid: 7\nretry: 500\ndata: a\ndata: b\n\n")
        #expect(SSEEvent(data: "a\r\nb\rc").encoded() == "data: a\ndata: b\ndata: c\n\n")
        #expect(SSEEvent(data: "é").encodedBytes() == [UInt8]("data: é\n\n".utf8))
    }

    @Test("Line breaks in the type and the id cannot forge fields")
    func injection() throws {
        let event = SSEEvent(event: "a\ndata: evil", data: "good", id: "1\r\n\r\ndata: evil\0")
        var decoder = SSEDecoder()
        #expect(
            try decoder.decode(event.encodedBytes())
                == [SSEEvent(event: "adata: evil", data: "good", id: "1data: evil")])
    }

    @Test("A comment is passed over by readers")
    func comments() throws {
        #expect(SSEEvent.comment("ping") == ": ping\n\n")
        #expect(SSEEvent.comment() == ": \n\n")
        #expect(SSEEvent.comment("a\n\ndata: b") == ": a\n: \n: data: b\n\n")
        var decoder = SSEDecoder()
        #expect(try decoder.decode(SSEEvent.comment("a\n\ndata: b").utf8) == [])
    }

    @Test("Random events come back the same")
    func roundTrip() throws {
        var random = RandomJSON(seed: 6)
        for _ in 0..<2_000 {
            let clean = { (text: String) in text.replacing("\r", with: "").replacing("\0", with: "") }
            let line = { (text: String) in clean(text).replacing("\n", with: "") }
            let name = line(random.string())
            let event = SSEEvent(
                event: name.isEmpty ? nil : name, data: random.string().replacing("\r", with: ""),
                id: random.random.chance(2) ? line(random.string()) : nil,
                retry: random.random.chance(2) ? Int.random(in: 0...100_000, using: &random.random) : nil)
            var decoder = SSEDecoder()
            #expect(try decoder.decode(event.encodedBytes()) == [event])
        }
    }
}
