internal import KapellCore
internal import KapellVectors

/// Ids, texts and parents of a namespace as a section of its snapshot, form 1: the form (4), the number of records (4),
/// and for each, in the order of the ids' bytes, its row (4), flags (1: 1 has a text, 2 has a parent, 4 has metadata in a
/// form that the filter index does not keep), id, text, parent and metadata.
enum RecordsCoder {
    static func encode(_ state: NamespaceState) -> [UInt8] {
        var writer = BinaryWriter()
        writer.append(UInt32(1))
        writer.append(UInt32(truncatingIfNeeded: state.count))
        state.ids.forEach { id, row in
            let record = state.records[row]
            writer.append(UInt32(truncatingIfNeeded: row))
            let flags = (record?.text == nil ? 0 : 1) | (record?.parent == nil ? 0 : 2)
            writer.append(UInt8(flags | (record?.metadata == nil ? 0 : 4)))
            writer.append(id)
            if let text = record?.text { writer.append(text) }
            if let parent = record?.parent { writer.append(parent) }
            if let metadata = record?.metadata { MetadataCoder.write(metadata, to: &writer) }
            return true
        }
        return writer.bytes
    }

    /// - Parameter rows: The rows that there are.
    /// - Throws: `.corrupt` that names the file.
    static func decode(
        _ bytes: [UInt8], rows: RowSet, path: String
    ) throws(KapellError) -> (ids: OrderedIDs, records: RecordPages) {
        let decoded = bytes.withUnsafeBytes { bytes in
            Result { () throws(KapellError) in
                try decode(BinaryReader(bytes, name: "The records of \(path)"), rows)
            }
        }
        return try decoded.get()
    }

    private static func decode(
        _ input: BinaryReader, _ rows: RowSet
    ) throws(KapellError) -> (ids: OrderedIDs, records: RecordPages) {
        var reader = input
        guard try reader.next(UInt32.self) == 1 else { throw reader.damaged("its form is unknown to this program") }
        let count = try reader.count(of: 9)
        guard count == rows.count else {
            throw reader.damaged("it has \(count) records, and metadata of \(rows.count)")
        }
        var records = RecordPages()
        var entries: [(id: String, row: Int)] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let row = Int(try reader.next(UInt32.self))
            let flags = try reader.next(UInt8.self)
            let id = try reader.text()
            guard rows.contains(row), records[row] == nil, flags <= 7 else { throw reader.damaged("a row is none") }
            if let last = entries.last, ByteOrder.compare(last.id, id) >= 0 {
                throw reader.damaged("the ids are not in order")
            }
            let text = flags & 1 == 0 ? nil : try reader.text()
            let parent = flags & 2 == 0 ? nil : try reader.text()
            let metadata = flags & 4 == 0 ? nil : try MetadataCoder.read(&reader)
            records[row] = StoredRecord(id: id, text: text, parent: parent, metadata: metadata)
            entries.append((id, row))
        }
        try reader.end()
        return (OrderedIDs(sorted: entries), records)
    }
}
