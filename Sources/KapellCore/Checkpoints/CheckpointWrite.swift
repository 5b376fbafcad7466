/// What a task has written to a channel, and no checkpoint holds yet.
public struct CheckpointWrite: Sendable, Hashable {
    public var task: String
    /// Its place among the task's writes; negative for those of which only the newest counts, such as an error.
    public var index: Int
    /// Where the task stands in its step.
    public var path: String
    public var channel: String
    public var value: CheckpointValue

    public init(task: String, index: Int, path: String = "", channel: String, value: CheckpointValue) {
        self.task = task
        self.index = index
        self.path = path
        self.channel = channel
        self.value = value
    }
}
