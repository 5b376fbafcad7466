import KapellCore
import KapellJSON
import KapellTesting
import Testing

@Suite("The seam to models")
struct ModelSeamTests {
    @Test("Pieces of tool calls are put together by index, and come in its order")
    func calls() {
        var response = ModelResponse()
        let events: [ModelEvent] = [
            .toolArguments(index: 1, id: "b", name: "second", fragment: "{"),
            .toolArguments(index: 0, id: "a", name: "first", fragment: #"{"x""#),
            .toolArguments(index: 1, id: nil, name: nil, fragment: "}"),
            .toolArguments(index: 0, id: nil, name: "", fragment: ": 1}"), .signature("proof", toolCall: 1),
            .finished(.toolCalls),
        ]
        for event in events { response.apply(event) }
        #expect(
            response.toolCalls == [
                ModelToolCall(id: "a", name: "first", arguments: #"{"x": 1}"#),
                ModelToolCall(id: "b", name: "second", arguments: "{}", signature: "proof"),
            ])
        #expect(response.message.toolCalls == response.toolCalls)
    }

    @Test("A proof ends a block of reasoning; one without text stands for a block that is kept secret")
    func reasoning() {
        var response = ModelResponse()
        let events: [ModelEvent] = [
            .reasoning("a"), .reasoning("b"), .signature("1"), .signature("2"), .reasoning("c"),
        ]
        for event in events { response.apply(event) }
        #expect(
            response.reasoningBlocks == [
                ModelReasoning(text: "ab", signature: "1"), ModelReasoning(text: "", signature: "2"),
                ModelReasoning(text: "c"),
            ])
        #expect(response.reasoning == "abc")
    }

    @Test("A backend refuses what it cannot do, and says what")
    func features() async throws {
        let plain = ScriptedBackend(features: [], [.text(["no"]), .text(["no"]), .text(["no"]), .text(["yes"])])
        var tools = ModelRequest(messages: [ModelMessage(.user, "?")])
        tools.tools = [ModelTool(name: "look", description: "", parameters: [:])]
        var schema = ModelRequest(messages: [ModelMessage(.user, "?")])
        schema.responseSchema = ModelResponseSchema(name: "s", schema: [:])
        var picture = ModelRequest(messages: [ModelMessage(.user, "?")])
        picture.messages[0].attachments = [ModelAttachment(.url("https://example.org/a.png"))]
        let history = ModelRequest(messages: [
            ModelMessage(.user, "?"), .assistant("", toolCalls: [ModelToolCall(id: "1", name: "a", arguments: "{}")]),
            .toolResult(callID: "1", name: "a", "b"),
        ])
        for (request, word) in [(tools, "tools"), (schema, "schema"), (picture, "images"), (history, "tools")] {
            let error = await #expect(throws: KapellError.self) { try await plain.respond(request) }
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains(word) == true)
        }
        #expect(plain.count == 0)
        tools.responseSchema = schema.responseSchema
        let able = ScriptedBackend(features: [.tools, .responseSchema], [.text(["yes"])])
        #expect(try await able.respond(tools).text == "yes")
    }

    @Test("A result has the origin of its tool and names its call")
    func result() {
        let message = ModelMessage.toolResult(callID: "7", name: "look", "seen", isError: true)
        #expect(message.role == .tool)
        #expect(message.toolCallID == "7")
        #expect(message.origin == .tool(name: "look"))
        #expect(message.isError)
    }
}
