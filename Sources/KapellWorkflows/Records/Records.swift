import KapellCore
import KapellJSON

/// What a run writes into the journal, in the shape in which the program works with it.
enum Record: Sendable {
    case started(StartRecord)
    /// A process goes on with the run; how many more steps it was granted.
    case resumed(more: Int, budget: Allowance? = nil)
    /// A task of a step that other tasks still hold up.
    case task(path: String, writes: [ChannelWrite])
    case step(StepRecord)
    case intent(IntentRecord)
    case result(id: String, value: JSONValue)
    /// An effect that has not happened, or was taken back.
    case undone(id: String)
    case wait(WaitRecord)
    case answer(AnswerRecord)
    case delivered(DeliveredRecord)
    case spent(SpendRecord)
    case cancelRequested
    case edited([ChannelWrite])
    /// The whole state, with no step under way: a run is read from the last one on.
    case checkpoint(CheckpointRecord)
    /// The whole state in a newer schema.
    case migrated(CheckpointRecord)
    /// The run pauses.
    case paused(PauseRecord)
    case finished(FinishRecord)

    /// Whether whoever does not drive the run may write it at any time.
    var isFromOutside: Bool {
        switch self {
        case .answer(let answer): answer.isFromOutside
        case .delivered, .cancelRequested: true
        default: false
        }
    }
}

struct StartRecord: Sendable {
    var workflow: String
    var version: Int
    var schema: String
    var durability: Durability
    /// Each with what it holds at first.
    var channels: [ChannelForm]
    var input: [ChannelWrite]
    /// The run that this one was forked from, and the number of its last event that was taken over.
    var forkedFrom: (run: String, event: Int)?
    /// The queue, the scope and the person or thing that the run belongs to.
    var queue = ""
    var scope = ""
    var about = ""
    /// What the run may spend; `nil` where the workflow says it, if anybody.
    var budget: Allowance?
    /// When it began, in nanoseconds since 1970: the time of the event.
    var time: Int64 = 0
}

struct StepRecord: Sendable {
    /// The path of the graph; empty for the run's own.
    var graph: String
    var step: Int
    /// What tasks wrote that have no record of their own, by their local path.
    var writes: [(task: String, writes: [ChannelWrite])]
    /// What channels with reducers of one's own hold after the step.
    var made: [ChannelWrite]
    var next: [GraphTask]
    var joins: [[String]]
    var loops: [Int]
}

struct IntentRecord: Sendable {
    var id: String
    var kind: String
    var key: String
    /// A hash of what the effect is to do, where the node says it.
    var input: String?
}

struct WaitRecord: Sendable {
    var id: String
    var kind: Interrupt.Kind
    var prompt: String
    var value: JSONValue?
    var schema: JSONValue?
    /// Nanoseconds since 1970.
    var until: Int64?
    var event: String?
    var key: String?
}

struct AnswerRecord: Sendable {
    var id: String
    /// `nil`: nothing came in time.
    var value: JSONValue?
    var isFromOutside: Bool
}

struct DeliveredRecord: Sendable, Hashable {
    var event: String
    var key: String
    var value: JSONValue
}

/// What a task has spent.
struct SpendRecord: Sendable {
    var task: String
    var usage: ModelUsage
    var nanodollars: Int64
    var calls: Int

    var spending: Spending {
        Spending(
            tokens: usage.totalTokens.clampedAdding(usage.embeddingTokens), nanodollars: nanodollars, calls: calls)
    }
}

struct CheckpointRecord: Sendable {
    /// Each with what it holds.
    var channels: [ChannelForm]
    var progress: Progress
    var version: Int
    var schema: String
    var granted: Int
    var inbox: [DeliveredRecord]
    var spent = Spending()
    var budget: Allowance?
    /// New names of nodes that a migration has given.
    var renamed: [(old: String, new: String)] = []
}

struct PauseRecord: Sendable {
    var status: String
    var until: Int64?
    var graph: String?
}

struct FinishRecord: Sendable {
    var status: String
    var error: KapellError?
    var milliseconds: Double
}
