import KapellCore
import Testing

@Suite("Origins of text, spans, and folding of answers")
struct OriginTests {
    @Test("Only what developers and users write may be obeyed")
    func trust() {
        #expect(Origin.developer.isTrusted)
        #expect(Origin.user.isTrusted)
        #expect(!Origin.document(hash: "00", span: ByteSpan(start: 0, end: 4)).isTrusted)
        #expect(!Origin.tool(name: "search").isTrusted)
        #expect(!Origin.model(id: "local/model").isTrusted)
    }

    @Test("A message has its role's origin unless another is given")
    func messages() {
        #expect(ModelMessage(.system, "Answer.").origin == .developer)
        #expect(ModelMessage(.user, "When?").origin == .user)
        #expect(ModelMessage(.assistant, "Then.").origin == .model(id: ""))
        let quoted = Origin.document(hash: "00", span: ByteSpan(start: 0, end: 4))
        #expect(ModelMessage(.user, "Text", origin: quoted).origin == quoted)
    }

    @Test("Spans share a byte only when they overlap, and sort by their start")
    func spans() {
        let span = ByteSpan(start: 4, end: 8)
        #expect(span.count == 4)
        #expect(span.overlaps(ByteSpan(start: 7, end: 9)))
        #expect(!span.overlaps(ByteSpan(start: 8, end: 9)))
        #expect(!span.overlaps(ByteSpan(start: 0, end: 4)))
        #expect(span.contains(span))
        #expect(!span.contains(ByteSpan(start: 3, end: 8)))
        #expect(ByteSpan(start: 4, end: 4).isEmpty)
        #expect([span, ByteSpan(start: 4, end: 5), ByteSpan(start: 1, end: 9)].sorted().map(\.end) == [9, 5, 8])
    }

    @Test("A response is its text pieces in order, with the last usage and the reason for its end")
    func response() {
        var response = ModelResponse()
        for event in [
            ModelEvent.text("a"), .reasoning("hm"), .usage(ModelUsage(outputTokens: 1)), .text("b"),
            .usage(ModelUsage(outputTokens: 2)), .finished(.length),
        ] { response.apply(event) }
        #expect(response.text == "ab")
        #expect(response.reasoning == "hm")
        #expect(response.usage.outputTokens == 2)
        #expect(response.finishReason == .length)
    }
}
