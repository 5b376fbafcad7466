/// What opening a ``RecordLog`` found.
public struct RecordLogRecovery: Sendable, Hashable {
    /// The end of a log that was not whole, and is gone: what a crash left of records that were never acknowledged.
    public struct Cut: Sendable, Hashable {
        /// The segment's path.
        public var file: String
        /// Where the first record began that was not whole, in bytes.
        public var offset: Int
        /// Bytes that were cut off.
        public var bytes: Int
        /// Whole records among them: of the same batch as the torn one, so that none was acknowledged.
        public var records: Int

        public init(file: String, offset: Int, bytes: Int, records: Int) {
            self.file = file
            self.offset = offset
            self.bytes = bytes
            self.records = records
        }
    }

    /// Records that were given to the caller.
    public var replayed = 0
    /// What was cut off; nil when the log ended as it should.
    public var cut: Cut?
    /// Unfinished files of the log that were removed, by name.
    public var removed: [String] = []
}
