internal import Synchronization

extension VectorIndex {
    private static let idsName = "kv-ids"
    private static let vectorsName = "kv-vecs"

    /// Writes a snapshot that `open(path:)` reads: of the graph where there is one, of the vectors otherwise.
    ///
    /// The file is written beside, synchronised, and takes the path then, so that a crash leaves the old snapshot or
    /// the new one, whole. Searches go on. Writers of a graph wait while the bytes go to the system's cache; not for
    /// the device.
    /// - Parameters:
    ///   - path: The file. Its folder must exist.
    ///   - sequence: The number of the last change that the index holds. Keep writers out while you find it, or apply
    ///     later changes again after opening.
    ///   - sections: Bytes of the caller's to keep with it.
    /// - Throws: `VectorError.diskFull` or `.storage`. An older snapshot is unchanged then, unless only the last step,
    ///   synchronising the folder, failed.
    public func save(
        to path: String, sequence: UInt64, sections: [SnapshotSection] = []
    ) throws(VectorError) {
        try save(to: path, sequence: sequence, sections: sections, calls: .system)
    }

    /// The same with stand-ins for the system's calls, to test a device that fails.
    package func save(
        to path: String, sequence: UInt64, sections: [SnapshotSection] = [], calls: StorageCalls
    ) throws(VectorError) {
        let flat: FlatIndex
        switch current {
        case .flat(let index): flat = index
        case .graph(let index):
            try index.save(to: path, sequence: sequence, sections: sections, exactLimit: exactLimit, calls: calls)
            return
        }
        let rows = flat.state.withLock { $0.rows }
        let table = SectionTable(
            kind: .rows, metric: metric, dimensions: dimensions, element: options.element, sequence: sequence)
        let record = IndexRecord(options: options, exactLimit: exactLimit)
        try SectionWriter.replace(
            path, calls: calls, table: table, more: sections, count: 3
        ) { writer throws(VectorError) in
            try writer.add(IndexRecord.name, record.values)
            try writer.add(Self.idsName, rows.segments.flatMap(\.ids))
            try writer.add(Self.vectorsName, rows.segments.flatMap(\.values))
        }
    }

    /// Opens a snapshot. A graph is mapped: searches and changes are possible at once, and changes stay in memory.
    /// Vectors without a graph are read.
    ///
    /// Checked before anything is followed: every length, the checksum of links, ids, layers and states, and each of
    /// these numbers for itself; of vectors without a graph everything. Not checked here are the checksums of a graph's
    /// vectors, which need the whole file to be read: see ``verify(path:)``. A wrong bit in one changes scores and no
    /// more.
    ///
    /// The file must not be written to while it is open; a save to the same path makes a new one.
    /// - Parameter originals: Where the originals of later vectors go; those of the snapshot stay in its file.
    /// - Throws: `VectorError.snapshotNotFound`, `.damagedSnapshot`, `.unsupportedSnapshot`, `.storage` or
    ///   `.outOfMemory`.
    public static func open(
        path: String, originals: HNSWOptions.Originals = .memory
    ) throws(VectorError) -> OpenedSnapshot<VectorIndex> {
        let reader = try SectionReader(path: path)
        let record = try IndexRecord(reader, originals: originals)
        let engine: Engine =
            if let graph = record.graph {
                .graph(try HNSWIndex.open(reader, record.options, graph))
            } else {
                .flat(try rows(reader))
            }
        let index = VectorIndex(engine, options: record.options, exactLimit: record.exactLimit)
        return OpenedSnapshot(index: index, reader: reader)
    }

    /// Reads the whole file and checks every checksum.
    /// - Throws: As `open(path:)`.
    public static func verify(path: String) throws(VectorError) { try SectionReader(path: path).verify() }

    /// Reads the header and the table of contents, and checks the file's length.
    /// - Throws: As `open(path:)`.
    package static func look(path: String) throws(VectorError) { _ = try SectionReader(path: path) }

    private static func rows(_ reader: SectionReader) throws(VectorError) -> FlatIndex {
        let dimensions = reader.table.dimensions
        let ids = try reader.values(reader.entry(idsName), of: Int64.self)
        let vectors = try reader.entry(vectorsName)
        // The product cannot run over: the ids are in memory.
        guard vectors.length == ids.count * dimensions * MemoryLayout<Float>.stride else {
            throw reader.damaged("the vectors are not as many as the ids")
        }
        let values = try reader.values(vectors, of: Float.self)
        var rows = VectorRows(dimensions: dimensions)
        for start in stride(from: 0, to: ids.count, by: rows.rowsPerSegment) {
            let end = min(start + rows.rowsPerSegment, ids.count)
            rows.append(
                VectorRows.Segment(
                    ids: Array(ids[start..<end]), values: Array(values[start * dimensions..<end * dimensions])))
        }
        try FlatIndex.checkValues(of: rows, metric: reader.table.metric, path: reader.path)
        var state = FlatIndex.State(rows: rows)
        state.places = try FlatIndex.places(of: ids, path: reader.path)
        return FlatIndex(metric: reader.table.metric, state: state)
    }
}
