/// Where graphs of other frameworks keep their checkpoints, such as those of LangGraph.
///
/// A graph's state is kept by thread: each checkpoint names the version of each channel, and each value of a channel is
/// kept once, by thread, namespace, channel and version. A checkpoint's own bytes and the values are opaque. What a
/// workflow of Kapell keeps is in the journal, not here.
///
/// A store holds what belongs to one scope. When a call that writes returns, its change survives a crash of the program
/// and of the machine; a call that throws has changed nothing. Every call throws a ``KapellError``.
public protocol CheckpointStore: Sendable {
    /// Keeps a checkpoint, in place of one with the same id, together with new values of channels.
    ///
    /// A value of a version that is there already is not written again: a request that is repeated changes nothing.
    ///
    /// - Parameter values: of channels whose version is new; those of the others are there.
    /// - Throws: `.invalidRequest` and `.tooLarge`, see ``CheckpointLimits``.
    func put(_ checkpoint: GraphCheckpoint, values: [ChannelValue]) async throws

    /// Keeps what tasks have written after a checkpoint, before the next one. The checkpoint itself may come later.
    ///
    /// Of a write with an index from 0 the first stays; of one with a negative index, the newest.
    func put(_ writes: [CheckpointWrite], after checkpoint: String, in place: CheckpointPlace) async throws

    /// One checkpoint with its values and writes; `nil` when there is none.
    ///
    /// - Parameter id: `nil` asks for the newest, which has the greatest id.
    func checkpoint(_ id: String?, in place: CheckpointPlace) async throws -> StoredCheckpoint?

    /// Checkpoints, newest first: those with the greatest ids, by their bytes.
    func checkpoints(_ query: CheckpointQuery) async throws -> CheckpointPage

    /// Copies all checkpoints of a thread, with values and writes.
    ///
    /// - Returns: how many; 0 when there is no such thread.
    /// - Throws: `.conflict` when the target has checkpoints already.
    func copy(thread: String, to target: String) async throws -> Int

    /// Removes all checkpoints of threads but the newest of each namespace, and those that the newest cannot be read
    /// without: see ``GraphCheckpoint/deltas``.
    ///
    /// - Returns: how many were removed.
    func prune(threads: [String]) async throws -> Int

    /// Removes threads with all that they hold.
    ///
    /// - Returns: how many checkpoints there were.
    func erase(threads: [String]) async throws -> Int

    /// Removes the checkpoints of runs, which their metadata names as `run_id`, with their writes, and values that no
    /// other checkpoint has.
    ///
    /// - Returns: how many checkpoints there were.
    func erase(runs: [String]) async throws -> Int

    /// Closes the store. Later calls throw.
    func close() async
}
