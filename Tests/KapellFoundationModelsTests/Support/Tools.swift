import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Synchronization

/// A tool that does what a closure says, and counts its calls.
final class ClosureTool: Tool {
    let name: String
    let description = "A tool for tests."
    let parameters: GenerationSchema
    private let body: @Sendable (GeneratedContent) async throws -> String
    private let counter = Mutex(0)

    init(
        _ name: String = "look", schema: JSONValue? = nil,
        body: @escaping @Sendable (GeneratedContent) async throws -> String = { "saw \($0.jsonString)" }
    ) throws {
        self.name = name
        parameters = try GenerationSchema(
            jsonSchema: schema ?? [
                "type": "object", "properties": ["place": ["type": "string"]], "required": ["place"],
            ], name: "Arguments")
        self.body = body
    }

    var calls: Int { counter.withLock { $0 } }

    func call(arguments: GeneratedContent) async throws -> String {
        counter.withLock { $0 += 1 }
        return try await body(arguments)
    }
}

/// An error of a tool.
struct Fault: Error, Equatable {
    var name = "fault"
}

/// A call of the tool `look`.
func call(_ id: String, _ name: String = "look", _ arguments: String = #"{"place": "here"}"#) -> ModelToolCall {
    ModelToolCall(id: id, name: name, arguments: arguments)
}

func session(
    _ turns: [ScriptedBackend.Turn], tools: [any Tool] = [], instructions: String? = nil
) -> (LanguageModelSession, ScriptedBackend) {
    let backend = ScriptedBackend(turns)
    return (
        LanguageModelSession(model: BackendModel(backend), tools: tools, instructions: instructions), backend
    )
}

extension Transcript {
    /// The kinds of the entries.
    var kinds: [String] {
        map { entry in
            switch entry {
            case .instructions: "instructions"
            case .prompt: "prompt"
            case .reasoning: "reasoning"
            case .toolCalls: "calls"
            case .toolOutput: "output"
            case .response: "response"
            }
        }
    }
}
