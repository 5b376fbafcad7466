/// How far the preparation of a model has come.
public struct ModelProgress: Sendable, Hashable {
    /// What is being done.
    public enum Stage: String, Sendable, Hashable, CaseIterable {
        /// Another process prepares the same model.
        case waiting
        /// Finding out where the file lies.
        case locating
        case downloading
        case unpacking
        case converting
        /// Computing the SHA-256.
        case verifying
        case ready
    }

    /// The model or the file.
    public var name: String
    public var stage: Stage
    /// Bytes done in this stage.
    public var bytes: Int64
    /// Bytes this stage has in all, when known.
    public var totalBytes: Int64?
    /// Speed over the last seconds, when known.
    public var bytesPerSecond: Double?

    public init(
        name: String, stage: Stage, bytes: Int64 = 0, totalBytes: Int64? = nil, bytesPerSecond: Double? = nil
    ) {
        self.name = name
        self.stage = stage
        self.bytes = bytes
        self.totalBytes = totalBytes
        self.bytesPerSecond = bytesPerSecond
    }
}
