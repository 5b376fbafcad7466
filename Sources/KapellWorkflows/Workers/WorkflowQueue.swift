/// A queue of runs, with limits over all workers that share a journal.
///
/// A worker takes from the queues that it is given, and counts with the limits that it was given, so that all workers of a
/// queue should name the same ones.
public struct WorkflowQueue: Sendable, Hashable {
    /// Empty for the standard queue, in which runs lie that name none.
    public var name: String
    /// Runs that are driven at the same time; those that wait for something do not count. `nil` for no limit.
    public var concurrency: Int?
    /// Runs that begin within ``interval``; those that are gone on with do not count. `nil` for no limit.
    public var begins: Int?
    public var interval: Duration

    public init(_ name: String, concurrency: Int? = nil, begins: Int? = nil, per interval: Duration = .seconds(1)) {
        self.name = name
        self.concurrency = concurrency.map { max(1, $0) }
        self.begins = begins.map { max(1, $0) }
        self.interval = interval
    }

    /// The queue of runs that name none, without limits.
    public static let standard = WorkflowQueue("")
}
