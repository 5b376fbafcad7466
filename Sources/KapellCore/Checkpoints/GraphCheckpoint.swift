public import KapellJSON

/// The state of a graph after a step, without the values of its channels.
public struct GraphCheckpoint: Sendable, Hashable {
    public var place: CheckpointPlace
    /// Ids of later checkpoints are greater, by their bytes.
    public var id: String
    /// The checkpoint that this one came after.
    public var parent: String?
    /// What the writer keeps beside the values.
    public var body: CheckpointValue
    /// What checkpoints are found by. `run_id`, where it is a text, names the run.
    public var metadata: JSONObject
    /// The version of each channel, a text. A channel without a value has one too.
    public var versions: JSONObject
    /// Channels whose value follows from an earlier one and from the writes after it: ``CheckpointStore/prune(threads:)``
    /// keeps what leads there.
    public var deltas: [String]

    public init(
        place: CheckpointPlace, id: String, parent: String? = nil, body: CheckpointValue, metadata: JSONObject = [:],
        versions: JSONObject = [:], deltas: [String] = []
    ) {
        self.place = place
        self.id = id
        self.parent = parent
        self.body = body
        self.metadata = metadata
        self.versions = versions
        self.deltas = deltas
    }
}

/// A checkpoint with what belongs to it.
public struct StoredCheckpoint: Sendable, Hashable {
    public var checkpoint: GraphCheckpoint
    /// Of those channels that have one.
    public var values: [ChannelValue]
    /// By path, task and index: the order in which a graph applies them.
    public var writes: [CheckpointWrite]

    public init(checkpoint: GraphCheckpoint, values: [ChannelValue], writes: [CheckpointWrite]) {
        self.checkpoint = checkpoint
        self.values = values
        self.writes = writes
    }

    /// Bytes of its body, values and writes.
    package var size: Int {
        var size = checkpoint.body.bytes.count
        for value in values { size += value.value.bytes.count }
        for write in writes { size += write.value.bytes.count }
        return size
    }
}
