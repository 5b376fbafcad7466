import KapellCore
import KapellJSON

/// What is sent through all of them.
enum Samples {
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 255]

    static let words: ModelRequest = {
        var request = ModelRequest(
            messages: [
                ModelMessage(.system, "Be brief."), ModelMessage(.user, "How is it in Tarn?"),
                ModelMessage(.assistant, "Mild."), ModelMessage(.user, "And in Vale? 🎻"),
            ],
            maximumResponseTokens: 100, stop: ["END"])
        request.sampling.temperature = 0.5
        request.sampling.leftToModel = [.topP, .topK]
        return request
    }()

    static let tools: ModelRequest = {
        var request = ModelRequest(messages: [ModelMessage(.user, "How is it?")], sampling: .modelDefault)
        request.messages.append(
            .assistant(
                "",
                toolCalls: [
                    ModelToolCall(id: "call_a", name: "weather", arguments: #"{"city":"Tarn"}"#),
                    ModelToolCall(id: "call_b", name: "weather", arguments: #"{"city":"Vale"}"#),
                ]))
        request.messages.append(.toolResult(callID: "call_a", name: "weather", "mild"))
        request.messages.append(.toolResult(callID: "call_b", name: "weather", "wet"))
        request.tools = [
            ModelTool(
                name: "weather", description: "The weather of a city.",
                parameters: ["type": "object", "properties": ["city": ["type": "string"]], "required": ["city"]])
        ]
        request.maximumResponseTokens = 100
        return request
    }()

    static let schema: ModelRequest = {
        var request = ModelRequest(messages: [ModelMessage(.user, "Which?")], sampling: .modelDefault)
        request.maximumResponseTokens = 100
        request.responseSchema = ModelResponseSchema(
            name: "city",
            schema: [
                "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
                "additionalProperties": false,
            ])
        return request
    }()

    static let image: ModelRequest = {
        let image = ModelAttachment(.bytes(png), mediaType: "image/png")
        var request = ModelRequest(
            messages: [ModelMessage(.user, parts: [.text("Before"), .attachment(image), .text("after")])],
            sampling: .modelDefault)
        request.maximumResponseTokens = 100
        return request
    }()

    static let answer: [ModelEvent] = [
        .text("It is "), .text("mild, "), .text("Grüße "), .text("🎻."),
        .usage(ModelUsage(inputTokens: 11, cachedTokens: 3, outputTokens: 7)), .finished(.stop),
    ]

    static let calls: [ModelEvent] = [
        .toolArguments(index: 0, id: "call_a", name: "weather", fragment: ""),
        .toolArguments(index: 0, id: nil, name: nil, fragment: #"{"city":"#),
        .toolArguments(index: 0, id: nil, name: nil, fragment: #""Tarn"}"#),
        .toolArguments(index: 1, id: "call_b", name: "weather", fragment: #"{"city":"Vale"}"#),
        .usage(ModelUsage(inputTokens: 11, outputTokens: 7)), .finished(.toolCalls),
    ]
}
