import KapellCore
import KapellDialects
import KapellJSON
import KapellServer
import KapellTesting
import Testing

/// The column `local` of `Documentation/Dialects.md` once more, with the embedded model itself.
@Suite("Every dialect in front of the embedded model", .timeLimit(.minutes(10)), .enabled(if: PreparedModels.areThere))
struct LocalCellsTests {
    /// That a tool must be called, as a client of the dialect says it; Ollama's cannot.
    private static func must(_ dialect: DialectName, _ extra: JSONObject) -> JSONObject {
        var extra = extra
        switch dialect {
        case .openAIChat, .openAIResponses: extra["tool_choice"] = "required"
        case .anthropic, .bedrockInvoke: extra["tool_choice"] = ["type": "any"]
        case .gemini: extra["toolConfig"] = ["functionCallingConfig": ["mode": "ANY"]]
        case .bedrockConverse:
            var config = extra["toolConfig"]?.objectValue ?? [:]
            config["toolChoice"] = ["any": [:]]
            extra["toolConfig"] = .object(config)
        case .cohere: extra["tool_choice"] = "REQUIRED"
        case .ollama: break
        }
        return extra
    }

    /// The most likely words, and not too many.
    private static func plain(_ dialect: DialectName, _ extra: JSONObject, most: JSONValue) -> JSONObject {
        var extra = extra
        func set(_ key: String, _ fields: JSONObject) {
            var object = extra[key]?.objectValue ?? [:]
            object.merge(fields)
            extra[key] = .object(object)
        }
        switch dialect {
        case .openAIChat: extra.merge(["temperature": 0, "max_completion_tokens": most])
        case .openAIResponses: extra.merge(["temperature": 0, "max_output_tokens": most])
        case .anthropic, .bedrockInvoke, .cohere: extra.merge(["temperature": 0, "max_tokens": most])
        case .gemini: set("generationConfig", ["temperature": 0, "maxOutputTokens": most])
        case .bedrockConverse: set("inferenceConfig", ["temperature": 0, "maxTokens": most])
        case .ollama: set("options", ["temperature": 0, "num_predict": most])
        }
        return extra
    }

    @Test("Words, calls of tools and objects of a schema arrive, whole and streamed") func cells() async throws {
        let folder = try ConfigurationFolder()
        let project = Project(configuration: KapellConfiguration(), home: try folder.home(), origin: folder.path)
        let system = try await KapellSystem(project: project, command: "test")
        try await system.serving { port in
            for client in DialectName.allCases {
                for cell in MatrixCell.allCases {
                    for streams in cell.streams { try await ask(client, cell, streams: streams, port) }
                }
            }
        }
    }

    private func ask(_ client: DialectName, _ cell: MatrixCell, streams: Bool, _ port: Int) async throws {
        let isText = cell == .unary || cell == .stream
        var extra = Self.plain(client, cell.extra(client), most: isText ? 12 : 200)
        if cell == .tools { extra = Self.must(client, extra) }
        let request = ClientRequest(dialect: client, model: "default", streams: streams, extra: extra)
        let place: Comment = "\(client.rawValue), \(cell.rawValue), \(streams ? "streamed" : "whole")"
        let response = try #require(try await request.send(to: port), place)
        let view = ClientView(response, client, streams: streams)
        let told: Comment = "\(place): \(response.status) \(response.headers) \(response.text.suffix(400))"
        #expect(response.status == 200 && view.failure == nil && view.finishes == 1, told)
        #expect(view.answer.usage.inputTokens > 0 && view.answer.usage.outputTokens > 0, told)
        #expect(response.headers["x-kapell-losses"] == nil, told)
        switch cell {
        case .unary, .stream: #expect(!view.answer.text.isEmpty, told)
        case .tools:
            guard client != .ollama || !view.answer.toolCalls.isEmpty else { return }
            #expect(view.answer.finishReason == .toolCalls && !view.answer.toolCalls.isEmpty, told)
            for call in view.answer.toolCalls {
                let field = call.name == "weather" ? "city" : "zone"
                #expect(["weather", "time"].contains(call.name), told)
                #expect(try JSONValue(parsing: call.arguments)[field]?.stringValue != nil, told)
            }
        case .structured:
            let object = try JSONValue(parsing: view.answer.text)
            #expect(object["city"]?.stringValue != nil && object["mild"]?.boolValue != nil, told)
        }
    }
}
