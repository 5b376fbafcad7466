import KapellCore
public import KapellJSON
import KapellKnowledge

/// One event of Kapell's own streams: a name and its data. HTTP and the command line show the same ones.
public struct WireEvent: Sendable, Hashable {
    public var name: String
    public var data: JSONObject
    /// Of an event after which a stream can be joined again.
    public var id: String?

    public init(_ name: String, _ data: JSONObject, id: String? = nil) {
        self.name = name
        self.data = data
        self.id = id
    }

    /// As server-sent event.
    var sse: SSEEvent { SSEEvent(event: name, data: JSONValue.object(data).serialized(), id: id) }
}

/// Events in order; ends, or throws a `KapellError`.
public typealias WireEventStream = AsyncThrowingStream<WireEvent, any Error>

extension WireEvent {
    init(_ event: AskEvent) {
        switch event {
        case .run(let id): self.init("run", ["run": .string(id.description)])
        case .retrieved(let results): self.init("retrieved", ["results": .array(results.map { .object($0.json) })])
        case .draft(let text): self.init("draft", ["text": .string(text)])
        case .verdict(let verdict): self.init("verdict", verdict.json)
        case .decided(let verdict): self.init("decided", ["verdict": .string(verdict.rawValue)])
        case .answer(let text): self.init("answer", ["text": .string(text)])
        case .citation(let index, let passage):
            var data: JSONObject = ["index": .integer(Int64(index))]
            for (key, value) in passage.json { data[key] = value }
            self.init("citation", data)
        case .done(let answer): self.init("done", answer.json)
        }
    }

    init(_ progress: IngestProgress) {
        switch progress {
        case .found(let files): self.init("found", ["files": .integer(Int64(files))])
        case .reading(let name, let number, let total):
            self.init(
                "reading", ["document": .string(name), "number": .integer(Int64(number)), "of": .integer(Int64(total))])
        case .embedding(let name, let done, let total):
            self.init(
                "embedding", ["document": .string(name), "done": .integer(Int64(done)), "of": .integer(Int64(total))])
        case .rate(let rate): self.init("rate", rate.json)
        case .document(let entry): self.init("document", entry.json)
        }
    }
}
