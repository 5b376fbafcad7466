internal import KapellCore
internal import KapellVectors

/// Ids, texts and parents of a namespace as sections of its snapshot, form 2: the form (4), the number of records (4),
/// and for each, in the order of the ids' bytes, its row (4), flags (1: 1 has a text, 2 has a parent, 4 has metadata in a
/// form that the filter index does not keep), id, parent, metadata, and of its text where it begins in the section of
/// texts (8), its length in bytes (4) and its CRC32C (4). The texts follow each other in a section of their own. In form 1
/// they stood behind the ids.
enum RecordsCoder {
    struct Encoded {
        var records: [UInt8]
        var texts: [UInt8] = []
        /// By rows.
        var places: [StoredTexts.Place]
    }

    /// - Throws: `.corrupt` when a text is damaged that is to be read from the snapshot before.
    static func encode(_ state: NamespaceState) throws(KapellError) -> Encoded {
        var writer = BinaryWriter()
        writer.append(UInt32(2))
        writer.append(UInt32(truncatingIfNeeded: state.count))
        var texts: [UInt8] = []
        var places = [StoredTexts.Place](repeating: .none, count: state.rows.last.map { $0 + 1 } ?? 0)
        var failure: KapellError?
        state.ids.forEach { id, row in
            let record = state.records[row]
            do throws(KapellError) {
                let text = try bytes(of: row, record, state)
                writer.append(UInt32(truncatingIfNeeded: row))
                let flags = (text == nil ? 0 : 1) | (record?.parent == nil ? 0 : 2)
                writer.append(UInt8(flags | (record?.metadata == nil ? 0 : 4)))
                writer.append(id)
                if let parent = record?.parent { writer.append(parent) }
                if let metadata = record?.metadata { MetadataCoder.write(metadata, to: &writer) }
                guard let text else { return true }
                let place = StoredTexts.Place(
                    offset: texts.count, length: UInt32(truncatingIfNeeded: text.count),
                    checksum: text.withUnsafeBytes { VectorKernels.crc32c($0) })
                writer.append(UInt64(truncatingIfNeeded: place.offset))
                writer.append(place.length)
                writer.append(place.checksum)
                texts += text
                if places.indices.contains(row) { places[row] = place }
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        return Encoded(records: writer.bytes, texts: texts, places: places)
    }

    private static func bytes(
        of row: Int, _ record: StoredRecord?, _ state: NamespaceState
    ) throws(KapellError) -> [UInt8]? {
        switch record?.text {
        case nil, .absent: nil
        case .here(let text): Array(text.utf8)
        case .inFile: try state.texts?.bytes(of: row)
        }
    }

    struct Decoded {
        var ids: OrderedIDs
        var records: RecordPages
        var places: [StoredTexts.Place]
    }

    /// - Parameters:
    ///   - rows: The rows that there are.
    ///   - texts: Bytes of the section of texts.
    /// - Throws: `.corrupt` that names the file.
    static func decode(
        _ bytes: [UInt8], rows: RowSet, texts: Int, path: String
    ) throws(KapellError) -> Decoded {
        let decoded = bytes.withUnsafeBytes { bytes in
            Result { () throws(KapellError) in
                try decode(BinaryReader(bytes, name: "The records of \(path)"), rows, texts)
            }
        }
        return try decoded.get()
    }

    private static func decode(
        _ input: BinaryReader, _ rows: RowSet, _ texts: Int
    ) throws(KapellError) -> Decoded {
        var reader = input
        let form = try reader.next(UInt32.self)
        guard form == 1 || form == 2 else { throw reader.damaged("its form is unknown to this program") }
        let count = try reader.count(of: 9)
        guard count == rows.count else {
            throw reader.damaged("it has \(count) records, and metadata of \(rows.count)")
        }
        var records = RecordPages()
        var entries: [(id: String, row: Int)] = []
        var places = [StoredTexts.Place](repeating: .none, count: rows.last.map { $0 + 1 } ?? 0)
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let row = Int(try reader.next(UInt32.self))
            let flags = try reader.next(UInt8.self)
            let id = try reader.text()
            guard rows.contains(row), records[row] == nil, flags <= 7 else { throw reader.damaged("a row is none") }
            if let last = entries.last, ByteOrder.compare(last.id, id) >= 0 {
                throw reader.damaged("the ids are not in order")
            }
            var text = StoredRecord.Text.absent
            if flags & 1 != 0, form == 1 { text = .here(try reader.text()) }
            let parent = flags & 2 == 0 ? nil : try reader.text()
            let metadata = flags & 4 == 0 ? nil : try MetadataCoder.read(&reader)
            if flags & 1 != 0, form == 2 {
                places[row] = try place(&reader, texts)
                text = .inFile
            }
            records[row] = StoredRecord(id: id, text: text, parent: parent, metadata: metadata)
            entries.append((id, row))
        }
        try reader.end()
        return Decoded(ids: OrderedIDs(sorted: entries), records: records, places: places)
    }

    private static func place(
        _ reader: inout BinaryReader, _ texts: Int
    ) throws(KapellError) -> StoredTexts.Place {
        let offset = try reader.next(UInt64.self)
        let length = try reader.next(UInt32.self)
        let checksum = try reader.next(UInt32.self)
        guard offset <= UInt64(texts), UInt64(length) <= UInt64(texts) - offset else {
            throw reader.damaged("a text is not in the file")
        }
        return StoredTexts.Place(offset: Int(offset), length: length, checksum: checksum)
    }
}
