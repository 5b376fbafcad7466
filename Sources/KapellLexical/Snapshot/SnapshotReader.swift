/// Reads a snapshot. No length, offset or number of it is followed before it was checked.
struct SnapshotReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = SnapshotWriter.headSize
    private var remaining: UInt32

    static func read(_ bytes: [UInt8], analyzer: Analyzer?) throws(LexicalError) -> LexicalReader {
        guard 1.littleEndian == 1 else { throw .unsupportedSnapshot(what: "this machine is not little-endian") }
        var result: Result<LexicalReader, LexicalError>?
        bytes.withUnsafeBytes { raw in
            do throws(LexicalError) {
                var reader = try SnapshotReader(raw)
                result = .success(try reader.index(analyzer))
            } catch {
                result = .failure(error)
            }
        }
        guard let result else { throw .damagedSnapshot(what: "it was not read") }
        return try result.get()
    }

    private init(_ bytes: UnsafeRawBufferPointer) throws(LexicalError) {
        self.bytes = bytes
        guard bytes.count >= SnapshotWriter.headSize else { throw .damagedSnapshot(what: "the head is cut off") }
        guard bytes.starts(with: SnapshotWriter.magic) else {
            throw .damagedSnapshot(what: "it does not begin as a snapshot does")
        }
        let head = UnsafeRawBufferPointer(rebasing: bytes[..<28])
        guard SnapshotWriter.checksum(head) == bytes.loadUnaligned(fromByteOffset: 28, as: UInt32.self) else {
            throw .damagedSnapshot(what: "the head's checksum is wrong")
        }
        let version = bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        guard version == SnapshotWriter.version else {
            throw .unsupportedSnapshot(what: "it has format \(version), and this program reads format 1")
        }
        remaining = bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self)
        let length = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        guard length == UInt64(bytes.count) else {
            throw .damagedSnapshot(what: "it has \(bytes.count) bytes and should have \(length)")
        }
    }

    private mutating func section(_ kind: SnapshotSection) throws(LexicalError) -> UnsafeRawBufferPointer {
        guard remaining > 0, bytes.count - offset >= SnapshotWriter.sectionHeadSize else {
            throw .damagedSnapshot(what: "the section \(kind) is missing")
        }
        let head = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + 20])
        guard SnapshotWriter.checksum(head) == bytes.loadUnaligned(fromByteOffset: offset + 20, as: UInt32.self),
            head.loadUnaligned(as: UInt32.self) == kind.rawValue
        else { throw .damagedSnapshot(what: "the head of the section \(kind) is wrong") }
        let length = head.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        let start = offset + SnapshotWriter.sectionHeadSize
        guard length <= UInt64(bytes.count - start) else {
            throw .damagedSnapshot(what: "the section \(kind) is cut off")
        }
        let end = start + Int(length)
        let content = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        guard SnapshotWriter.checksum(content) == head.loadUnaligned(fromByteOffset: 4, as: UInt32.self) else {
            throw .damagedSnapshot(what: "the checksum of the section \(kind) is wrong")
        }
        offset = min((end + 7) & ~7, bytes.count)
        remaining -= 1
        return content
    }

    private mutating func column<Element: BitwiseCopyable>(
        _ kind: SnapshotSection, of type: Element.Type = Element.self
    ) throws(LexicalError) -> Column<Element> {
        let content = try section(kind)
        guard content.count % MemoryLayout<Element>.stride == 0, content.count < 1 << 40 else {
            throw .damagedSnapshot(what: "the section \(kind) has a wrong length")
        }
        return Column(copying: content)
    }

    // MARK: The index

    private mutating func index(_ analyzer: Analyzer?) throws(LexicalError) -> LexicalReader {
        var description = ByteReader(try section(.description))
        let identifier = try description.text()
        if let analyzer, analyzer.identifier != identifier {
            throw .analyzerMismatch(expected: analyzer.identifier, found: identifier)
        }
        let own = try Analyzer(identifier: identifier)
        let k1 = Double(bitPattern: try description.number())
        let b = Double(bitPattern: try description.number())
        var fields: [LexicalField] = []
        let fieldCount: UInt32 = try description.number()
        guard fieldCount <= 64 else { throw .damagedSnapshot(what: "it has \(fieldCount) fields") }
        for _ in 0..<fieldCount {
            let name = try description.text()
            fields.append(LexicalField(name, weight: Double(bitPattern: try description.number())))
        }
        let sequence: Int64 = try description.number()
        let schema: LexicalSchema
        do throws(LexicalError) {
            schema = try LexicalSchema(analyzer: own, fields: fields, k1: k1, b: b)
        } catch {
            throw .damagedSnapshot(what: "its schema is wrong: \(error)")
        }
        var namespaces: [String: NamespaceState] = [:]
        let count: UInt32 = try description.number()
        for _ in 0..<count {
            let name = try description.text()
            let segments: UInt32 = try description.number()
            var state = NamespaceState()
            for _ in 0..<segments {
                let view = try view(schema)
                guard !state.views.contains(where: { Self.overlaps($0, view) }) else {
                    throw .damagedSnapshot(what: "an id is twice in the namespace \(name)")
                }
                state.views.append(view)
            }
            guard namespaces.updateValue(state, forKey: name) == nil else {
                throw .damagedSnapshot(what: "the namespace \(name) is there twice")
            }
        }
        guard remaining == 0, offset == bytes.count, description.isAtEnd else {
            throw .damagedSnapshot(what: "something follows its end")
        }
        return LexicalReader(schema: schema, namespaces: namespaces, sequence: sequence)
    }

    /// Whether an id is in both and deleted in neither.
    private static func overlaps(_ left: SegmentView, _ right: SegmentView) -> Bool {
        let (few, many) = left.segment.count < right.segment.count ? (left, right) : (right, left)
        return few.segment.ids.buffer.indices.contains { place in
            guard !few.isDeleted(place), let other = many.segment.document(few.segment.ids[place]) else { return false }
            return !many.isDeleted(other)
        }
    }

    private mutating func view(_ schema: LexicalSchema) throws(LexicalError) -> SegmentView {
        let ids: Column<Int64> = try column(.ids)
        guard ids.count > 0, ids.count < Int(UInt32.max) else {
            throw .damagedSnapshot(what: "a segment has \(ids.count) documents")
        }
        for index in 1..<max(1, ids.count) where ids[index - 1] >= ids[index] {
            throw .damagedSnapshot(what: "the ids of a segment do not ascend")
        }
        let deleted: Column<UInt64> = try column(.deleted)
        var fields: [FieldSegment] = []
        for _ in schema.fields { fields.append(try field(ids.count, hasForms: schema.analyzer.stems)) }
        let segment = Segment(ids: ids, fields: fields)
        guard deleted.count > 0 else { return SegmentView(segment) }
        guard deleted.count == (ids.count + 63) / 64,
            ids.count % 64 == 0 || deleted[deleted.count - 1] >> UInt64(ids.count % 64) == 0
        else { throw .damagedSnapshot(what: "the deleted documents of a segment are no documents of it") }
        return SegmentView(
            segment, deleted: Array(deleted.buffer), count: deleted.buffer.reduce(0) { $0 + $1.nonzeroBitCount })
    }

    private mutating func field(_ count: Int, hasForms: Bool) throws(LexicalError) -> FieldSegment {
        let lengths: Column<UInt32> = try column(.lengths)
        guard lengths.count == count else { throw .damagedSnapshot(what: "lengths of documents are missing") }
        let terms = try table(.termOffsets, .termBytes, strictly: true)
        let frequencies: Column<UInt32> = try column(.frequencies)
        let firstBlocks: Column<UInt32> = try column(.firstBlocks)
        let blocks: Column<PostingBlock> = try column(.blocks)
        let documents: Column<UInt8> = try column(.documents)
        let positions: Column<UInt8> = try column(.positions)
        var forms: FieldSegment.Forms?
        if hasForms {
            let table = try table(.formOffsets, .formBytes, strictly: false)
            let places: Column<UInt32> = try column(.formTerms)
            guard places.count == table.count, places.buffer.allSatisfy({ $0 < terms.count }) else {
                throw .damagedSnapshot(what: "a word stands for a term that is not there")
            }
            forms = FieldSegment.Forms(table: table, terms: places)
        }
        let field = FieldSegment(
            lengths: lengths, terms: terms, frequencies: frequencies, firstBlocks: firstBlocks, blocks: blocks,
            documents: documents, positions: positions, forms: forms)
        try PostingCheck.check(field)
        return field
    }

    private mutating func table(
        _ offsetKind: SnapshotSection, _ byteKind: SnapshotSection, strictly: Bool
    ) throws(LexicalError) -> TermTable {
        let offsets: Column<UInt32> = try column(offsetKind)
        let bytes: Column<UInt8> = try column(byteKind)
        guard offsets.count > 0, offsets[0] == 0, Int(offsets[offsets.count - 1]) == bytes.count else {
            throw .damagedSnapshot(what: "the table of \(byteKind) has a wrong length")
        }
        for index in 1..<max(1, offsets.count) where offsets[index - 1] > offsets[index] {
            throw .damagedSnapshot(what: "the table of \(byteKind) does not ascend")
        }
        let table = TermTable(offsets: offsets, bytes: bytes)
        for index in 1..<max(1, table.count) {
            let isRight =
                strictly
                ? ByteOrder.isLess(table.string(index - 1), table.string(index))
                : !ByteOrder.isLess(table.string(index), table.string(index - 1))
            guard isRight else { throw .damagedSnapshot(what: "the table of \(byteKind) is not sorted") }
        }
        return table
    }
}

/// Reads numbers and texts, and no further than they go.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func number<Number: FixedWidthInteger & BitwiseCopyable>() throws(LexicalError) -> Number {
        let size = MemoryLayout<Number>.size
        guard bytes.count - offset >= size else { throw .damagedSnapshot(what: "the description is cut off") }
        defer { offset += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    mutating func text() throws(LexicalError) -> String {
        let count: UInt32 = try number()
        guard Int(count) <= bytes.count - offset else { throw .damagedSnapshot(what: "the description is cut off") }
        defer { offset += Int(count) }
        guard let text = String(validating: bytes[offset..<offset + Int(count)], as: UTF8.self) else {
            throw .damagedSnapshot(what: "a name is not UTF-8")
        }
        return text
    }
}
