/// Bytes that only their writer can read.
public struct CheckpointValue: Sendable, Hashable {
    /// How they are encoded, in the writer's own words.
    public var type: String
    public var bytes: [UInt8]

    public init(type: String, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }
}

/// The value of a channel.
public struct ChannelValue: Sendable, Hashable {
    public var channel: String
    public var value: CheckpointValue

    public init(channel: String, value: CheckpointValue) {
        self.channel = channel
        self.value = value
    }
}
