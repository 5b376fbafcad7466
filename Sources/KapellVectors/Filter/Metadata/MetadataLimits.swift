/// How much metadata a row may have.
public struct MetadataLimits: Sendable, Hashable {
    /// Fields of a row.
    public var fields: Int
    /// Bytes of a field's name in UTF-8.
    public var nameBytes: Int
    /// Bytes of all names and values of a row: UTF-8 for texts, 8 for every other scalar and for each array.
    public var bytes: Int

    /// 256 fields, names of 256 bytes, 256 KiB in all.
    public init(fields: Int = 256, nameBytes: Int = 256, bytes: Int = 262_144) {
        self.fields = fields
        self.nameBytes = nameBytes
        self.bytes = bytes
    }
}
