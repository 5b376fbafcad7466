internal import KapellCore

/// Where changes are made durable. The numbers go up by one, from 1 or from what there was.
protocol ChangeLog: Sendable {
    var lastSequence: UInt64 { get }
    /// Throws when a change cannot be written at all, such as one that is too long. Nothing is written.
    func encode(_ change: LoggedChange) throws(KapellError) -> [UInt8]
    /// Durable when it returns. An error is final: whoever writes stops.
    func append(_ changes: [[UInt8]]) async throws(KapellError) -> UInt64
    func close()
}

/// For a collection that lives in memory alone.
final class NoLog: ChangeLog {
    private let last: SequenceCounter

    /// - Parameter last: The number that the first change follows.
    init(after last: UInt64 = 0) { self.last = SequenceCounter(last) }

    var lastSequence: UInt64 { last.value }
    func encode(_ change: LoggedChange) -> [UInt8] { [] }
    func append(_ changes: [[UInt8]]) -> UInt64 { last.add(UInt64(changes.count)) }
    func close() {}
}
