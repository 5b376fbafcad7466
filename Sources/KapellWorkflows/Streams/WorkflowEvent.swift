public import KapellCore
public import KapellJSON

/// Something that happened in a run, for those who watch it.
public struct WorkflowEvent: Sendable {
    public enum Kind: Sendable {
        /// A node begins.
        case started
        /// A node has ended.
        case finished
        /// A node was not run: what it wrote before is used again.
        case cached
        /// A node has failed for good.
        case failed(KapellError)
        /// A node has failed, and is tried again.
        case retrying(attempt: Int, KapellError)
        /// A node waits.
        case suspended
        /// An effect begins.
        case effect(name: String, key: String)
        /// What a node begins to wait for.
        case interrupt(Interrupt)
        /// What a node has written, once its step is over.
        case update([ChannelWrite])
        /// The state of a graph after a step.
        case values(WorkflowState)
        /// A piece of text as it is written.
        case token(String)
        /// Data of the node's own.
        case custom(JSONValue)
        /// The run ends or pauses here; nothing comes after it.
        case ended(WorkflowStatus)
    }

    /// Counted from 0 in the process that drives the run. A gap means that the reader was too slow.
    public let number: Int
    /// The task, such as `review@3/check@0`, or the graph, which is empty for the run's own.
    public let path: String
    /// The number of the step in its graph.
    public let step: Int
    public let kind: Kind

    var mode: StreamMode {
        switch kind {
        case .values: .values
        case .update: .updates
        case .token: .tokens
        case .custom: .custom
        case .ended: .all
        default: .events
        }
    }
}

/// Which events of a run one wants to see.
public struct StreamMode: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The state after each step, of every graph.
    public static let values = StreamMode(rawValue: 1)
    /// What each node has written.
    public static let updates = StreamMode(rawValue: 2)
    /// Text while it is written.
    public static let tokens = StreamMode(rawValue: 4)
    /// Beginnings, ends, failures, effects, questions.
    public static let events = StreamMode(rawValue: 8)
    /// What nodes send of their own.
    public static let custom = StreamMode(rawValue: 16)
    public static let all: StreamMode = [.values, .updates, .tokens, .events, .custom]
}
