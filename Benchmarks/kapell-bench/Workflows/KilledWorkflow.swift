import KapellCore
import KapellJSON
import KapellStore
import KapellWorkflows
import Synchronization

/// A run with effects of every kind, in a process that is killed. Each effect adds a line to a file.
///
/// With `--die` the process kills itself right before or after the append of that number, or right after the effect of
/// that number; without, it drives the run to its end. The person who is asked about an effect in doubt looks into the file.
enum KilledWorkflow {
    private static let rounds = 5
    private static let total = Channel("total", 0)
    private static let notes = Channel("notes", [String](), .append())
    /// How many lines the file has when everything has happened once: those of the rounds, and the three of the fan-out.
    private static let effects = rounds * 2 + 3

    static func run(_ arguments: Arguments) async throws -> JSONObject {
        let folder = try arguments.required("folder")
        let death = try Death(arguments["die"] ?? "")
        let file = EffectFile(path: "\(folder)/effects")
        let workflow = try workflow(file, death)
        let sqlite = try SQLiteJournal(folder: "\(folder)/journal")
        let journal = DyingJournal(inner: sqlite, death: death)
        let runner = WorkflowRunner(workflow, journal: journal)
        guard let id = RunID("00000000000000000000000077") else { throw BenchFailure("not a name of a run") }
        var doubts = 0
        // A process that died before the run's first event has left none.
        var outcome =
            try await sqlite.events(of: id, from: 0, limit: 1).isEmpty
            ? try await runner.run(workflow, id: id) : try await runner.resume(id, adopting: true)
        while !outcome.status.interrupts.isEmpty {
            for question in outcome.status.interrupts {
                switch question.kind {
                case .inDoubt:
                    doubts += 1
                    try await runner.answer(id, question.id, with: whatHappened(question.value, file))
                case .timer: try await Task.sleep(for: .milliseconds(2))
                default: try await runner.answer(id, question.id, with: true)
                }
            }
            outcome = try await runner.resume(id)
        }
        outcome = try outcome.succeeded()
        guard try outcome[total] == rounds else { throw BenchFailure("not all rounds have run") }
        let booked = try await booked(in: sqlite)
        await sqlite.close()
        return [
            "appends": .integer(Int64(death.appends)), "effects": .integer(Int64(effects)),
            "doubts": .integer(Int64(doubts)), "lines": .array(file.lines.map { .string($0) }),
            // The rows of the transactions, which must be one a round too.
            "booked": .integer(Int64(booked)), "rounds": .integer(Int64(rounds)),
        ]
    }

    /// What a person finds out about an effect in doubt.
    private static func whatHappened(_ key: JSONValue?, _ file: EffectFile) -> JSONValue {
        let start = (key?.stringValue ?? "") + " "
        guard let line = file.lines.first(where: { $0.hasPrefix(start) }) else { return ["happened": false] }
        return ["happened": true, "result": .string(String(line.dropFirst(start.count)))]
    }

    private static func workflow(_ file: EffectFile, _ death: Death) throws -> Workflow {
        // What the effect did is in the file; the line ends with what was to happen once, whatever its key.
        @Sendable func act(_ key: String, _ what: String) throws -> String {
            try file.add("\(key) \(what)")
            death.effect()
            return what
        }
        @Sendable func look(_ key: String) -> Reconciliation<String> {
            guard let line = file.lines.first(where: { $0.hasPrefix(key + " ") }) else { return .notDone }
            return .done(String(line.dropFirst(key.utf8.count + 1)))
        }
        return try Workflow("killed", channels: [total, notes]) {
            Node("open") { step in _ = try await step.approve("Begin?") }
            Node("act") { step in
                let number = try step[total]
                let first = try await step.effect("mail", .once { look($0) }) { try act($0, "mail-\(number)") }
                let second = try await step.effect("charge", .once()) { try act($0, "charge-\(number)") }
                try await step.sleep(for: .milliseconds(1))
                try step.write(notes, [first, second])
            }
            Node("book") { step in
                let number = try step[total]
                try step.write(
                    total,
                    try await step.transaction("book") { connection in
                        _ = try connection.execute("CREATE TABLE IF NOT EXISTS booked (number INTEGER)", [])
                        _ = try connection.execute("INSERT INTO booked VALUES (?)", [.integer(Int64(number))])
                        return number + 1
                    })
            }
            Node("spread") { _ in }
            Node("item") { step in
                let item = try step.item(Int.self)
                _ = try await step.effect("send", .once { look($0) }) { try act($0, "send-\(item)") }
            }
            Node("close") { _ in }
            Edge("open", to: "act")
            Edge("act", to: "book")
            Loop("book", back: "act", atMost: .max, then: "spread") { try $0[total] < rounds }
            FanOut("spread", to: "item") { _ in [0, 1, 2] }
            Edge("item", to: "close")
        }
    }

    private static func booked(in journal: SQLiteJournal) async throws -> Int {
        let count = Mutex(0)
        try await journal.transaction(under: nil) { connection in
            let rows = try connection.execute("SELECT count(*) AS count FROM booked", [])
            count.withLock { $0 = rows.first?["count"]?.intValue ?? 0 }
            return []
        }
        return count.withLock { $0 }
    }
}

/// When this process is to die.
final class Death: Sendable {
    private enum Moment { case never, before, after, effect }

    private let moment: Moment
    private let number: Int
    private let counts = Mutex((appends: 0, effects: 0))

    init(_ text: String) throws {
        let parts = text.split(separator: ":")
        switch parts.first {
        case nil: (moment, number) = (.never, 0)
        case "before": (moment, number) = (.before, Int(parts.last ?? "") ?? 0)
        case "after": (moment, number) = (.after, Int(parts.last ?? "") ?? 0)
        case "effect": (moment, number) = (.effect, Int(parts.last ?? "") ?? 0)
        default: throw BenchFailure("--die is before:N, after:N or effect:N")
        }
    }

    var appends: Int { counts.withLock { $0.appends } }

    func effect() {
        let count = counts.withLock { counts in
            counts.effects += 1
            return counts.effects
        }
        if moment == .effect, count == number { crash() }
    }

    func around<Result>(_ append: () async throws -> Result) async rethrows -> Result {
        let count = counts.withLock { counts in
            counts.appends += 1
            return counts.appends
        }
        if moment == .before, count == number { crash() }
        let result = try await append()
        if moment == .after, count == number { crash() }
        return result
    }
}
