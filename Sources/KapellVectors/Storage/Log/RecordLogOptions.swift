/// How a ``RecordLog`` writes.
public struct RecordLogOptions: Sendable, Hashable {
    /// The longest record that any log can hold, whatever its options say: 1 GiB.
    public static let hardLimit = 1 << 30

    /// Bytes after which a new segment file is begun. 1,024 or more.
    public var segmentBytes: Int
    /// The longest record that is accepted, in bytes. 1 to ``hardLimit``.
    public var maximumRecordBytes: Int

    public init(segmentBytes: Int = 64 << 20, maximumRecordBytes: Int = 64 << 20) {
        self.segmentBytes = segmentBytes
        self.maximumRecordBytes = maximumRecordBytes
    }

    func check() throws(RecordLogError) {
        guard segmentBytes >= 1_024 else {
            throw .invalidOption(name: "segmentBytes", value: segmentBytes, allowed: "1024 or more")
        }
        guard (1...Self.hardLimit).contains(maximumRecordBytes) else {
            throw .invalidOption(
                name: "maximumRecordBytes", value: maximumRecordBytes, allowed: "1 to \(Self.hardLimit)")
        }
    }
}
