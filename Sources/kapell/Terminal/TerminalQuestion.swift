import KapellCore
import KapellJSON
import KapellServer

/// A question of a run, asked at the terminal.
struct TerminalQuestion {
    let interrupt: JSONObject

    init(_ interrupt: JSONObject) { self.interrupt = interrupt }

    /// Asks until there is an answer that the question takes; an empty line leaves it open.
    ///
    /// - Returns: whether it was answered.
    func ask(_ engine: any WorkflowEngine, _ run: RunID) async throws -> Bool {
        guard let id = interrupt["id"]?.stringValue else { return false }
        Terminal.say("")
        Terminal.say(Terminal.plain(interrupt["prompt"]?.stringValue ?? ""))
        if let value = interrupt["value"] {
            for line in Terminal.plain(value.stringValue ?? value.serialized(pretty: true)).split(separator: "\n") {
                Terminal.say("  \(line)")
            }
        }
        while let line = Terminal.ask(hint) {
            guard let value = Self.value(line, interrupt["kind"]?.stringValue) else {
                Terminal.say("Answer yes or no; an empty line leaves the question open.")
                continue
            }
            let outcome = try await engine.perform(.answer(run, id: id, value: value))
            switch outcome["outcome"]?.stringValue {
            case "wrong_schema": Terminal.say(Terminal.plain(outcome["error"]?["message"]?.stringValue ?? ""))
            case "already_answered":
                Terminal.say("Somebody has answered already: \(WorkflowText.short(outcome["answer"] ?? .null))")
                return true
            case "late":
                Terminal.say("It is too late for an answer.")
                return true
            default: return true
            }
        }
        return false
    }

    private var hint: String {
        switch interrupt["kind"]?.stringValue {
        case "approval": "yes or no> "
        case "in_doubt": #"{"happened": true or false, "result": …}> "#
        default: "answer> "
        }
    }

    /// What a line says: a truth value for an approval, JSON where it is such, else the text; `nil` where it says
    /// nothing.
    static func value(_ line: String, _ kind: String?) -> JSONValue? {
        guard kind == "approval" else { return JSONArgument.value(line) }
        switch line.lowercased() {
        case "y", "yes", "true": return true
        case "n", "no", "false": return false
        default: return nil
        }
    }
}
