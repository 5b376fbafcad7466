/// A filter index as bytes, format 1: magic "KFLX", version (2 bytes) and zero (2), the rows as a set (length, bytes),
/// the number of fields (4) and the fields (`FieldIndex.write(to:)`), and the CRC32C of everything before.
extension FilterIndex {
    private static let magic = Array("KFLX".utf8)
    private static let version: UInt16 = 1

    /// The index as bytes that `init(bytes:rowLimit:)` reads. Opening them is faster than indexing the metadata anew:
    /// nothing is sorted.
    public var bytes: [UInt8] {
        var writer = ByteWriter(bytes: Self.magic)
        writer.append(Self.version)
        writer.append(UInt16(0))
        let rows = rows.bytes
        writer.append(UInt32(rows.count))
        writer.bytes += rows
        writer.append(UInt32(fields.count))
        for field in fields { field.write(to: &writer) }
        return writer.checked()
    }

    /// Reads what `bytes` wrote. Every size, number, order and row is checked before it is used.
    /// - Parameter rowLimit: An index with a row at or above it is refused.
    /// - Throws: `FilterError.damagedIndex` or `damagedRows`.
    public init(bytes: [UInt8], rowLimit: Int = RowSet.maximumRow + 1) throws(FilterError) {
        guard bytes.starts(with: Self.magic) else { throw .damagedIndex("it does not begin as a filter index does") }
        var reader = try ByteReader(checked: bytes, from: 4) { .damagedIndex($0) }
        guard try reader.next(UInt16.self) == Self.version else { throw .damagedIndex("the version is unknown") }
        guard try reader.next(UInt16.self) == 0 else { throw .damagedIndex("a reserved field is not zero") }
        let rows = try RowSet(bytes: try reader.values(try reader.count(), of: UInt8.self), rowLimit: rowLimit)
        var fields: [FieldIndex] = []
        for _ in 0..<(try reader.count()) {
            fields.append(try FieldIndex(&reader, rows: rows))
            guard fields.count <= Self.maximumFields else { throw .damagedIndex("there are too many fields") }
        }
        guard reader.isAtEnd else { throw .damagedIndex("bytes follow the last field") }
        try self.init(rows: rows, fields: fields)
    }
}
