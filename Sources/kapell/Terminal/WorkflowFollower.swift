import ArgumentParser
import KapellCore
import KapellJSON
import KapellServer

/// Follows a run from the terminal: shows what happens, asks what it asks, and ends as the run does.
struct WorkflowFollower {
    let engine: any WorkflowEngine
    let run: RunID
    let isJSON: Bool
    let watches: Bool
    let asks: Bool

    /// The exit code of a run that pauses.
    static let paused: Int32 = 10

    /// - Throws: the error of a run that has failed; an exit code for one that pauses.
    func follow() async throws {
        var last: String?
        var status: JSONObject = [:]
        // A run that was answered begins when its driver comes to it. Nothing may come of it until then.
        var quiet = 0
        while quiet < 100 {
            var isOver = false
            var isHeard = false
            for try await event in engine.events(of: run, after: last, follows: last != nil) {
                last = event.id ?? last
                isHeard = true
                show(event)
                if event.name == "stopped" { throw Self.error(event.data["error"]) }
                guard event.name == "ended" else { continue }
                status = event.data
                isOver = try await stands(status)
                if isOver { break }
            }
            if isOver {
                guard try await goesOn(status) else { break }
            } else {
                quiet = isHeard ? 0 : quiet + 1
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        try await end(status)
    }

    /// Whether the run stands as an event says. Else the event is of an earlier pause, and the run goes on.
    private func stands(_ ended: JSONObject) async throws -> Bool {
        let now = try await engine.perform(.status(run))
        let questions = { (status: JSONObject) in
            Set((status["interrupts"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue })
        }
        return now["status"] == ended["status"] && questions(now) == questions(ended)
    }

    /// Answers what a person at the terminal can, and waits while the run sleeps.
    private func goesOn(_ status: JSONObject) async throws -> Bool {
        let interrupts = status["interrupts"]?.arrayValue?.compactMap(\.objectValue) ?? []
        switch status["status"]?.stringValue {
        case "waiting" where asks:
            var isAnswered = false
            for interrupt in interrupts where !["timer", "event"].contains(interrupt["kind"]?.stringValue) {
                if try await TerminalQuestion(interrupt).ask(engine, run) { isAnswered = true }
            }
            guard isAnswered else { return false }
        case "sleeping" where watches:
            let moments = interrupts.compactMap { $0["deadline"]?.stringValue.flatMap { Timestamp($0) } }
            guard let moment = moments.min(by: { $0.nanoseconds < $1.nanoseconds }) else { return false }
            if !isJSON { Terminal.say(Terminal.dim("sleeps until \(moment)")) }
            let time = moment.nanoseconds.clampedSubtracting(Timestamp.now.nanoseconds)
            try await Task.sleep(for: .nanoseconds(max(0, time)) + .milliseconds(5))
        default: return false
        }
        try await engine.goOn(run)
        return true
    }

    private func show(_ event: WireEvent) {
        guard watches else { return }
        if isJSON {
            var line: JSONObject = ["event": .string(event.name)]
            line.merge(event.data)
            Terminal.print(JSONValue.object(line).serialized())
            return
        }
        let path = Terminal.plain(event.data["path"]?.stringValue ?? "")
        switch event.name {
        case "started": Terminal.say(Terminal.dim("  \(path) …"))
        case "finished": Terminal.say("  \(path) done")
        case "cached": Terminal.say("  \(path) done before")
        case "failed", "retrying":
            let message = Terminal.plain(event.data["error"]?["message"]?.stringValue ?? "")
            Terminal.say("  \(path) \(event.name): \(message)")
        case "interrupt":
            Terminal.say("  \(path) asks: \(Terminal.plain(event.data["interrupt"]?["prompt"]?.stringValue ?? ""))")
        case "update":
            for (name, value) in event.data["writes"]?.objectValue ?? [:] {
                Terminal.say(Terminal.dim("      \(name) = \(WorkflowText.short(value))"))
            }
        default: break
        }
    }

    private func end(_ status: JSONObject) async throws {
        let whole = try await engine.perform(.status(run))
        let name = whole["status"]?.stringValue ?? status["status"]?.stringValue ?? ""
        if isJSON {
            Terminal.print(JSONValue.object(whole).serialized(pretty: !watches))
        } else {
            WorkflowText.print(whole)
        }
        switch name {
        case "succeeded": return
        case "failed":
            // The error is said already where JSON is printed.
            if isJSON { throw ExitCode(Failure.code(Self.error(whole["error"]).code)) }
            throw Self.error(whole["error"])
        case "cancelled": throw ExitCode(130)
        default: throw ExitCode(Self.paused)
        }
    }

    static func error(_ json: JSONValue?) -> KapellError {
        KapellError(
            json?["code"]?.stringValue.flatMap { KapellError.Code(rawValue: $0) } ?? .internalError,
            json?["message"]?.stringValue ?? "The run failed.", remedy: json?["remedy"]?.stringValue)
    }
}
