extension LexicalReader {
    /// The index as bytes, to be kept in a file. They hold checksums and the analyser's identifier.
    ///
    /// Write them to a file of another name, synchronise it and rename it, so that a crash leaves the old file or the
    /// new one.
    /// - Throws: `LexicalError.unsupportedSnapshot` on a machine that is not little-endian.
    public func snapshot() throws(LexicalError) -> [UInt8] {
        guard Int.bitWidth == 64, 1.littleEndian == 1 else {
            throw .unsupportedSnapshot(what: "this machine is not little-endian")
        }
        var writer = SnapshotWriter()
        var head = ByteWriter()
        head.write(schema.analyzer.identifier)
        head.write(schema.k1.bitPattern)
        head.write(schema.b.bitPattern)
        head.write(UInt32(schema.fields.count))
        for field in schema.fields {
            head.write(field.name)
            head.write(field.weight.bitPattern)
        }
        head.write(sequence)
        head.write(UInt32(namespaces.count))
        for (name, state) in namespaces.sorted(by: { $0.key < $1.key }) {
            head.write(name)
            head.write(UInt32(state.views.count))
        }
        head.bytes.withUnsafeBytes { writer.section(.description, $0) }
        for (_, state) in namespaces.sorted(by: { $0.key < $1.key }) {
            for view in state.views { view.write(to: &writer) }
        }
        return writer.finish()
    }
}

extension LexicalIndex {
    /// The index as bytes; see ``LexicalReader/snapshot()``.
    public func snapshot() throws(LexicalError) -> [UInt8] { try reader.snapshot() }

    /// Opens an index out of the bytes that ``snapshot()`` made. Everything is checked before it is used.
    /// - Parameter analyzer: The analyser that the caller works with; nil takes the one of the snapshot.
    /// - Throws: `.damagedSnapshot`, `.unsupportedSnapshot`, `.unknownAnalyzer`, `.analyzerMismatch`.
    public convenience init(snapshot: [UInt8], analyzer: Analyzer? = nil) throws(LexicalError) {
        self.init(try SnapshotReader.read(snapshot, analyzer: analyzer))
    }
}

extension SegmentView {
    fileprivate func write(to writer: inout SnapshotWriter) {
        writer.section(.ids, segment.ids.bytes)
        writer.section(.deleted, deleted?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0))
        for field in segment.fields {
            writer.section(.lengths, field.lengths.bytes)
            writer.section(.termOffsets, field.terms.offsets.bytes)
            writer.section(.termBytes, field.terms.bytes.bytes)
            writer.section(.frequencies, field.frequencies.bytes)
            writer.section(.firstBlocks, field.firstBlocks.bytes)
            writer.section(.blocks, field.blocks.bytes)
            writer.section(.documents, field.documents.bytes)
            writer.section(.positions, field.positions.bytes)
            if let forms = field.forms {
                writer.section(.formOffsets, forms.table.offsets.bytes)
                writer.section(.formBytes, forms.table.bytes.bytes)
                writer.section(.formTerms, forms.terms.bytes)
            }
        }
    }
}
