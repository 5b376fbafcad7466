import KapellCore
import KapellJSON

/// What a run remembers: its journal, read from the beginning or the last checkpoint.
struct RunMemory: Sendable {
    struct Effect: Sendable {
        var intent: IntentRecord?
        var result: JSONValue?
        /// How often a person was asked about it.
        var doubts = 0
    }

    struct Wait: Sendable {
        var record: WaitRecord
        var answer: AnswerRecord?
        /// Whether the node was run again for the answer, in this process.
        var isSettled = false
    }

    var start: StartRecord?
    /// The channels of the run's own graph, as the journal knows them.
    var layout: ChannelLayout?
    /// Graphs under way of another schema than today's.
    var foreign: Set<String> = []
    var version = 0
    var schema = ""
    /// Steps beyond the limit.
    var granted = 0
    /// Graphs under way, by path; the run's own has the empty one.
    var graphs: [String: Progress] = [:]
    /// What finished tasks of unfinished steps have written.
    var done: [String: [ChannelWrite]] = [:]
    var effects: [String: Effect] = [:]
    var waits: [String: Wait] = [:]
    /// Answers to questions of steps that are over.
    var past: [String: JSONValue?] = [:]
    var inbox: [DeliveredRecord] = []
    var isCancelRequested = false
    /// What the run has spent, and may spend.
    var spent = Spending()
    var budget: Allowance?
    var pause: PauseRecord?
    var finish: FinishRecord?
    /// Whether anything came from outside since the run paused.
    var hasNews = false

    /// Whether no step is half done.
    var isBetweenSteps: Bool { done.isEmpty && effects.isEmpty && waits.isEmpty && graphs.count <= 1 }

    /// Takes over what concerns tasks, and what comes from outside. The rest is the business of ``replay(_:_:)``.
    mutating func note(_ record: Record) {
        switch record {
        case .task(let path, let writes): done[path] = writes
        case .intent(let intent): effects[intent.id, default: Effect()].intent = intent
        case .result(let id, let value): effects[id, default: Effect()].result = value
        case .undone(let id):
            effects[id, default: Effect()].intent = nil
            effects[id, default: Effect()].result = nil
            effects[id, default: Effect()].doubts += 1
        case .wait(let wait): waits[wait.id] = Wait(record: wait)
        case .answer(let answer):
            if answer.isFromOutside { hasNews = true }
            guard waits[answer.id] != nil, waits[answer.id]?.answer == nil else { return }
            waits[answer.id]?.answer = answer
            if let wait = waits[answer.id]?.record, wait.kind == .event, answer.value != nil {
                if let place = inbox.firstIndex(where: { $0.event == wait.event && $0.key == wait.key }) {
                    inbox.remove(at: place)
                }
            }
        case .delivered(let event):
            hasNews = true
            inbox.append(event)
        case .spent(let spent): self.spent = self.spent + spent.spending
        case .cancelRequested:
            hasNews = true
            isCancelRequested = true
        default: break
        }
    }

    /// Forgets what belonged to the tasks of a graph whose step is over.
    mutating func forget(below graph: String) {
        if effects.isEmpty, done.isEmpty, waits.isEmpty, graph.isEmpty {
            if graphs.count > 1 { graphs = graphs.filter { $0.key.isEmpty } }
            foreign = []
            return
        }
        let prefix = graph.isEmpty ? "" : graph + "/"
        for (id, wait) in waits where id.hasPrefix(prefix) { past[id] = .some(wait.answer?.value) }
        waits = waits.filter { !$0.key.hasPrefix(prefix) }
        effects = effects.filter { !$0.key.hasPrefix(prefix) }
        done = done.filter { !$0.key.hasPrefix(prefix) }
        foreign = foreign.filter { !$0.hasPrefix(prefix) }
        graphs = graphs.filter { $0.key == graph || !$0.key.hasPrefix(prefix) }
    }
}
