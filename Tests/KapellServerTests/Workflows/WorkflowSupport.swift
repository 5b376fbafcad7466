import KapellCore
import KapellJSON
import KapellServer
import KapellTesting
import KapellWorkflows
import Synchronization
import Testing

/// What nodes do in tests: always the same, and counted.
final class ScriptedServices: WorkflowServices {
    private let state = Mutex<(calls: [String], files: [String: String])>(([], [:]))

    /// Slow programs that run at the same time.
    let running = Mutex<(now: Int, most: Int)>((0, 0))

    /// Each call by its kind and input, in order.
    var calls: [String] { state.withLock { $0.calls } }
    var files: [String: String] { state.withLock { $0.files } }

    private func note(_ call: String) { state.withLock { $0.calls.append(call) } }

    func prompt(
        _ name: String, _ input: JSONObject, token: @escaping @Sendable (String) -> Void
    ) async throws -> NodeResult {
        note("prompt \(name) \(JSONValue.object(input).serialized())")
        token("to")
        return NodeResult(
            ["label": "good"], usage: ModelUsage(inputTokens: 7, outputTokens: 3), dollars: 0.5, model: "m")
    }

    func model(
        _ name: String, _ request: ModelRequest, token: @escaping @Sendable (String) -> Void
    ) async throws -> NodeResult {
        note("model \(name) " + request.messages.map { "\($0.role.rawValue): \($0.content)" }.joined(separator: "; "))
        return NodeResult("written", model: name)
    }

    func ask(_ knowledge: String, _ question: String) async throws -> NodeResult {
        note("ask \(knowledge) \(question)")
        let answers = [
            "extend": "Tenant may extend by notice not more than twelve\nand not less than nine months before the end.",
            "late charge": "Tenant shall pay a late charge of five percent.", "deposit": "a deposit of $29,160.00",
            "sublet": "not without the prior written consent, which Landlord shall not unreasonably withhold",
        ]
        let text = answers.first { question.contains($0.key) }?.value ?? "no answer"
        return NodeResult(["answer": .string(text), "refused": false])
    }

    func search(_ knowledge: String, _ question: String, count: Int) async throws -> NodeResult {
        note("search \(knowledge) \(question) \(count)")
        return NodeResult([["text": "found"]])
    }

    func read(_ path: String) async throws -> NodeResult {
        note("read \(path)")
        return NodeResult(.string("text of \(path)"))
    }

    func write(_ text: String, to path: String) async throws -> NodeResult {
        note("write \(path)")
        state.withLock { $0.files[path] = text }
        return NodeResult(.string(path))
    }

    func send(_ request: HTTPCall) async throws -> NodeResult {
        note("\(request.method) \(request.url) \(String(decoding: request.body, as: UTF8.self))")
        if request.url.hasSuffix("/refused") { throw EffectNotDone(KapellError(.conflict, "Refused.")) }
        if request.url.hasSuffix("/broken") { throw KapellError(.network, "Broken.") }
        return NodeResult(["status": 200, "body": ["url": .string(request.url)]])
    }

    func run(_ program: ProgramCall) async throws -> NodeResult {
        note("\(program.arguments.joined(separator: " ")) < \(String(decoding: program.input, as: UTF8.self))")
        if program.arguments.first == "slow" {
            let count = running.withLock { count in
                count.now += 1
                count.most = max(count.most, count.now)
                return count.now
            }
            try await Task.sleep(for: .milliseconds(10))
            running.withLock { $0.now -= 1 }
            return NodeResult(.integer(Int64(count)))
        }
        return NodeResult(.string("ran"))
    }
}

/// A journal whose process dies: at the append with a number, before it is on the disk or after.
struct DyingJournal: Journal {
    let disk: MemoryJournal
    let limit: Int
    let isWritten: Bool
    private let count = Counter()

    final class Counter: Sendable {
        private let state = Mutex((count: 0, isDead: false))

        func next(limit: Int) throws -> Bool {
            try state.withLock { state in
                if state.isDead { throw DyingJournal.gone }
                state.count += 1
                state.isDead = state.count > limit
                return state.isDead
            }
        }
    }

    static let gone = KapellError(.storage, "The process is dead.")

    init(disk: MemoryJournal, limit: Int, isWritten: Bool) {
        self.disk = disk
        self.limit = limit
        self.isWritten = isWritten
    }

    func append(_ event: JournalEvent, content: [String: String]) async throws {
        try await append([RunRecord.Entry(event: event, content: content)])
    }

    func append(_ entries: [RunRecord.Entry]) async throws {
        let dies = try count.next(limit: limit)
        if !dies || isWritten { try await disk.append(entries) }
        if dies { throw Self.gone }
    }

    func observe(_ event: JournalEvent, content: [String: String]) {}
    func flush() async {}
    var dropped: Int { 0 }
    func runs(limit: Int, before: RunID?) async throws -> [RunSummary] {
        try await disk.runs(limit: limit, before: before)
    }
    func run(_ id: RunID) async throws -> RunRecord? { try await disk.run(id) }
    func events(of run: RunID, from first: Int, limit: Int) async throws -> [RunRecord.Entry] {
        try await disk.events(of: run, from: first, limit: limit)
    }
    func lastEvent(of run: RunID, types: Set<EventType>) async throws -> JournalEvent? {
        try await disk.lastEvent(of: run, types: types)
    }
}

/// A service for the workflows of a text.
func service(
    _ yaml: String, _ services: ScriptedServices = .init(), _ journal: any Journal = MemoryJournal(),
    isShared: Bool = false
) throws -> WorkflowService {
    try WorkflowService(
        try configuration(yaml).workflows, services: services, journal: journal, scope: "test", isShared: isShared)
}

extension WorkflowService {
    /// Begins a run, and follows it until it ends or pauses: how it stands then, and its events.
    func running(
        _ name: String, _ input: JSONObject = [:]
    ) async throws -> (run: RunID, status: JSONObject, events: [WireEvent]) {
        let begun = try await perform(.start(name, input: input))
        let run = try #require(begun["run"]?.stringValue.flatMap { RunID($0) })
        var seen: [WireEvent] = []
        for try await event in events(of: run, after: nil, follows: false) { seen.append(event) }
        return (run, try await perform(.status(run)), seen)
    }
}

/// Sends requests and starts programs as a project does; the rest is scripted.
struct SendingServices: WorkflowServices {
    private let scripted = ScriptedServices()

    func prompt(
        _ name: String, _ input: JSONObject, token: @escaping @Sendable (String) -> Void
    ) async throws -> NodeResult { try await scripted.prompt(name, input, token: token) }
    func model(
        _ name: String, _ request: ModelRequest, token: @escaping @Sendable (String) -> Void
    ) async throws -> NodeResult { try await scripted.model(name, request, token: token) }
    func ask(_ knowledge: String, _ question: String) async throws -> NodeResult {
        try await scripted.ask(knowledge, question)
    }
    func search(_ knowledge: String, _ question: String, count: Int) async throws -> NodeResult {
        try await scripted.search(knowledge, question, count: count)
    }
    func read(_ path: String) async throws -> NodeResult { try await scripted.read(path) }
    func write(_ text: String, to path: String) async throws -> NodeResult { try await scripted.write(text, to: path) }
    func send(_ request: HTTPCall) async throws -> NodeResult { try await HTTPSender().send(request) }
    func run(_ program: ProgramCall) async throws -> NodeResult { try await ProgramRunner().run(program) }
}
