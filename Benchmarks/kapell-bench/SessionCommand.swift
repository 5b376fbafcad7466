import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting

/// Turns of a session with a scripted backend: a prompt, one call of a tool, an answer.
///
/// `surface_peers.py` has the same conversation for the peer.
enum SessionCommand {
    /// How many turns before a place are measured there.
    private static let window = 20

    /// Runs `--sessions` sessions of `--turns` turns.
    ///
    /// Gives the mean of all turns, and the mean of the 20 turns up to the 50th and up to the last one, each in the same
    /// sessions.
    @concurrent static func run(_ arguments: Arguments) async throws -> JSONObject {
        let turns = arguments.number("turns", 200)
        let sessions = max(arguments.number("sessions", 50), 1)
        guard turns >= 50 else { throw BenchFailure("--turns must be at least 50") }
        _ = try await converse(turns: turns)
        var whole = 0.0
        var early = 0.0
        var late = 0.0
        for _ in 0..<sessions {
            let times = try await converse(turns: turns)
            whole += times[turns] - times[0]
            early += times[50] - times[50 - window]
            late += times[turns] - times[turns - window]
        }
        let microseconds = { (seconds: Double, turns: Int) in
            JSONValue.number(seconds / Double(sessions * turns) * 1e6)
        }
        return [
            "microseconds": microseconds(whole, turns), "early": microseconds(early, window),
            "late": microseconds(late, window),
        ]
    }

    /// The processor time before each turn, and after the last.
    @concurrent private static func converse(turns: Int) async throws -> [Double] {
        let session = LanguageModelSession(
            model: BackendModel(backend()), tools: [try stock()], instructions: "You help in a warehouse.")
        var times = [CPUTime.now]
        times.reserveCapacity(turns + 1)
        for turn in 0..<turns {
            let answer = try await session.respond(to: "How many pieces of article A-\(turn) are in stock?")
            guard answer.content == "There are 6 pieces in stock." else { throw BenchFailure("a wrong answer") }
            times.append(CPUTime.now)
        }
        // Instructions; then for each turn a prompt, the call, its result and the answer.
        guard session.transcript.count == 1 + 4 * turns else { throw BenchFailure("the transcript has gaps") }
        return times
    }

    private static func stock() throws -> FunctionTool<String> {
        FunctionTool(
            name: "stock", description: "How many pieces of an article are in stock.",
            parameters: try GenerationSchema(
                jsonSchema: [
                    "type": "object",
                    "properties": ["article": ["type": "string", "description": "The number of the article."]],
                    "required": ["article"], "additionalProperties": false,
                ], name: "stock")
        ) { arguments in
            let article = try arguments.value(String.self, forProperty: "article")
            guard article.hasPrefix("A-") else { throw BenchFailure("a wrong article") }
            return "6"
        }
    }

    private static func backend() -> ScriptedBackend {
        ScriptedBackend(features: [.tools], remembers: false) { _, number in
            if number.isMultiple(of: 2) {
                .events([
                    .toolArguments(
                        index: 0, id: "call_\(number)", name: "stock", fragment: #"{"article":"A-\#(number / 2)"}"#),
                    .usage(ModelUsage(inputTokens: 50, outputTokens: 10)), .finished(.toolCalls),
                ])
            } else {
                .events([
                    .text("There are 6 pieces in stock."), .usage(ModelUsage(inputTokens: 60, outputTokens: 8)),
                    .finished(.stop),
                ])
            }
        }
    }
}
