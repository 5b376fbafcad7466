package import KapellCore
internal import KapellVectors

/// A change as a record of the log, form 1. Numbers are little-endian; a text is its length in bytes (4) and its UTF-8.
///
///     0  1  form: 1
///     1  1  kind: 1 upsert, 2 delete, 3 drop of the namespace
///     2  2  zero
///     4     namespace, a text
///
/// An upsert goes on with the number of records (4) and of components (4), and for each record: id, flags (1: 1 has a
/// text, 2 has a parent), text, parent, metadata, and the components as 32-bit floats. Metadata are the number of fields
/// (4), and for each its name and its value: a type (1), and what belongs to it. A deletion goes on with the number of
/// ids (4) and the ids. The log has a checksum of the whole.
package struct ChangeCoder: Sendable {
    private let dimensions: Int
    /// The log's folder, for errors.
    private let path: String

    package init(dimensions: Int, path: String) {
        self.dimensions = dimensions
        self.path = path
    }

    package func encode(_ change: LoggedChange) -> [UInt8] {
        var writer = BinaryWriter()
        writer.append(UInt8(1))
        writer.append(change.change.kind)
        writer.append(UInt16(0))
        writer.append(change.namespace)
        switch change.change {
        case .upsert(let records):
            writer.append(UInt32(truncatingIfNeeded: records.count))
            writer.append(UInt32(truncatingIfNeeded: dimensions))
            for record in records {
                writer.append(record.id)
                writer.append(UInt8(record.text == nil ? 0 : 1) | (record.parent == nil ? 0 : 2))
                if let text = record.text { writer.append(text) }
                if let parent = record.parent { writer.append(parent) }
                MetadataCoder.write(record.metadata, to: &writer)
                writer.append(record.vector)
            }
        case .delete(let ids):
            writer.append(UInt32(truncatingIfNeeded: ids.count))
            for id in ids { writer.append(id) }
        case .drop: break
        }
        return writer.bytes
    }

    /// - Throws: `.corrupt` that names the log.
    package func decode(
        _ bytes: UnsafeRawBufferPointer, sequence: UInt64
    ) throws(KapellError) -> LoggedChange {
        var reader = BinaryReader(bytes, name: "The record \(sequence) of the log \(path)")
        guard try reader.next(UInt8.self) == 1 else { throw reader.damaged("its form is unknown to this program") }
        let kind = try reader.next(UInt8.self)
        guard try reader.next(UInt16.self) == 0 else { throw reader.damaged("reserved bytes are not zero") }
        let namespace = try reader.text()
        let change: NamespaceChange
        switch kind {
        case 1: change = .upsert(try records(&reader))
        case 2:
            var ids: [String] = []
            for _ in 0..<(try reader.count(of: 4)) { ids.append(try reader.text()) }
            change = .delete(ids)
        case 3: change = .drop
        default: throw reader.damaged("its kind is unknown to this program")
        }
        try reader.end()
        return LoggedChange(namespace: namespace, change: change)
    }

    private func records(_ reader: inout BinaryReader) throws(KapellError) -> [VectorRecord] {
        let count = try reader.count(of: 4)
        guard try reader.next(UInt32.self) == UInt32(dimensions) else {
            throw reader.damaged("its vectors have another number of components")
        }
        var records: [VectorRecord] = []
        for _ in 0..<count {
            let id = try reader.text()
            let flags = try reader.next(UInt8.self)
            guard !id.isEmpty, flags <= 3 else { throw reader.damaged("a record is none") }
            let text = flags & 1 == 0 ? nil : try reader.text()
            let parent = flags & 2 == 0 ? nil : try reader.text()
            let metadata = try MetadataCoder.read(&reader)
            let vector = try reader.vector(dimensions)
            guard vector.allSatisfy(\.isFinite) else { throw reader.damaged("a component is not finite") }
            records.append(VectorRecord(id: id, vector: vector, text: text, metadata: metadata, parent: parent))
        }
        return records
    }
}

extension NamespaceChange {
    fileprivate var kind: UInt8 {
        switch self {
        case .upsert: 1
        case .delete: 2
        case .drop: 3
        }
    }
}
