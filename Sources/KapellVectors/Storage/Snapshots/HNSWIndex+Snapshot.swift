internal import CKapellKernels
internal import Synchronization

extension HNSWIndex {
    private static let sections: [(name: String, section: kapell_hnsw_section)] = [
        ("kv-nodes", KAPELL_SECTION_NODES), ("kv-orig", KAPELL_SECTION_ORIGINALS), ("kv-upper", KAPELL_SECTION_UPPER),
    ]

    /// Writes a snapshot that `open(path:)` maps: the graph as it is, tombstones and free places included.
    ///
    /// The file is written beside, synchronised, and takes the path then, so that a crash leaves the old snapshot or
    /// the new one, whole. Searches go on. Writers wait while the bytes go to the system's cache; not for the device.
    /// What was added since the last ``repair()`` is looked over first: a snapshot holds no vector that cannot be reached.
    /// - Parameters:
    ///   - path: The file. Its folder must exist.
    ///   - sequence: The number of the last change that the index holds.
    ///   - sections: Bytes of the caller's to keep with it.
    /// - Throws: `VectorError.diskFull` or `.storage`. An older snapshot is unchanged then, unless only the last step,
    ///   synchronising the folder, failed.
    public func save(
        to path: String, sequence: UInt64, sections: [SnapshotSection] = []
    ) throws(VectorError) {
        try save(to: path, sequence: sequence, sections: sections, exactLimit: 0, calls: .system)
    }

    package func save(
        to path: String, sequence: UInt64, sections: [SnapshotSection], exactLimit: Int, calls: StorageCalls
    ) throws(VectorError) {
        if state.withLock({ $0.sinceRepair > 0 }) { try repair() }
        let table = SectionTable(
            kind: .graph, metric: metric, dimensions: dimensions, element: options.element, sequence: sequence)
        try SectionWriter.replace(
            path, calls: calls, table: table, more: sections, count: 1 + Self.sections.count
        ) { writer throws(VectorError) in
            try graph.hold { graph throws(VectorError) in
                let shape = kapell_hnsw_shape_of(graph)
                let record = state.withLock { state in
                    IndexRecord.Graph(
                        shape: shape, vectors: state.slots.count, levels: state.levels.state,
                        sinceRepair: state.sinceRepair)
                }
                let values = IndexRecord(options: options, exactLimit: exactLimit, graph: record).values
                try writer.add(IndexRecord.name, values)
                for (name, section) in Self.sections {
                    var part = 0
                    try writer.add(name) {
                        var bytes = 0
                        defer { part += 1 }
                        return kapell_hnsw_part(graph, section, part, &bytes)
                            .map { UnsafeRawBufferPointer(start: $0, count: bytes) }
                    }
                }
            }
        }
    }

    /// Opens a snapshot. The file is mapped: searches and changes are possible at once, and changes stay in memory.
    ///
    /// Checked before anything is followed: every length, the checksum of links, ids, layers and states, and each of
    /// these numbers for itself. Not checked here are the checksums of the vectors, which need the whole file to be
    /// read: see ``verify(path:)``. A wrong bit in a vector changes scores and no more.
    ///
    /// The file must not be written to while it is open; a save to the same path makes a new one.
    /// - Parameter originals: Where the originals of later vectors go; those of the snapshot stay in its file.
    /// - Throws: `VectorError.snapshotNotFound`, `.damagedSnapshot`, `.unsupportedSnapshot`, `.storage` or
    ///   `.outOfMemory`.
    public static func open(
        path: String, originals: HNSWOptions.Originals = .memory
    ) throws(VectorError) -> OpenedSnapshot<HNSWIndex> {
        let reader = try SectionReader(path: path)
        let record = try IndexRecord(reader, originals: originals)
        guard let graph = record.graph else {
            throw .unsupportedSnapshot(path: path, what: "it holds a VectorIndex without a graph")
        }
        return OpenedSnapshot(index: try open(reader, record.options, graph), reader: reader)
    }

    /// Reads the whole file and checks every checksum.
    /// - Throws: As `open(path:)`.
    public static func verify(path: String) throws(VectorError) { try SectionReader(path: path).verify() }

    static func open(
        _ reader: SectionReader, _ options: HNSWOptions, _ record: IndexRecord.Graph
    ) throws(VectorError) -> HNSWIndex {
        let rules = try VectorRules(dimensions: reader.table.dimensions, metric: reader.table.metric)
        var ids: [Int64] = []
        var live: [Bool] = []
        let graph = try HNSWGraph(rules: rules, options: options) { graph throws(VectorError) in
            (ids, live) = try fill(graph, from: reader, record.shape)
        }
        var slots: [Int64: UInt32] = [:]
        slots.reserveCapacity(min(record.vectors, ids.count))
        for slot in ids.indices where live[slot] {
            guard slots.updateValue(UInt32(slot), forKey: ids[slot]) == nil else {
                throw reader.damaged("the id \(ids[slot]) is there twice")
            }
        }
        guard slots.count == record.vectors else {
            throw reader.damaged("it has \(slots.count) vectors and should have \(record.vectors)")
        }
        return HNSWIndex(
            rules: rules, graph: graph,
            state: State(
                slots: slots, levels: LevelSource(seed: record.levels, links: options.links),
                // It was looked over before it was written.
                sinceRepair: record.sinceRepair, unreachable: record.sinceRepair == 0 ? 0 : nil))
    }

    /// The id of each slot, and whether it is live.
    private static func fill(
        _ graph: OpaquePointer, from reader: SectionReader, _ shape: kapell_hnsw_shape
    ) throws(VectorError) -> ([Int64], [Bool]) {
        var shape = shape
        let own = kapell_hnsw_shape_of(graph)
        guard shape.stride == own.stride, shape.chunk_shift == own.chunk_shift else {
            throw .unsupportedSnapshot(path: reader.path, what: "its nodes have another layout")
        }
        var offsets: [UInt64] = []
        for (name, section) in sections {
            let entry = try reader.entry(name)
            guard UInt64(entry.length) == kapell_hnsw_section_bytes(graph, &shape, section) else {
                throw reader.damaged("the section \(name) has the wrong length")
            }
            offsets.append(UInt64(entry.offset))
        }
        let count = Int(shape.slots)
        // One more, so that an empty graph has an address too.
        var ids = [Int64](repeating: 0, count: count + 1)
        var live = [Bool](repeating: false, count: count + 1)
        let wrong = ids.withUnsafeMutableBufferPointer { ids in
            live.withUnsafeMutableBufferPointer { live -> String? in
                guard let ids = ids.baseAddress, let live = live.baseAddress else { return "memory" }
                let descriptor = reader.file.descriptor
                return kapell_hnsw_fill(graph, &shape, descriptor, UInt64(reader.length), &offsets, ids, live)
                    .map { String(cString: $0) }
            }
        }
        switch wrong {
        case nil: break
        case "memory"?: throw .outOfMemory
        case "map"?: throw .storage(path: reader.path, operation: "map the file", reason: SystemCalls.reason.text)
        case let what?: throw reader.damaged(what)
        }
        ids.removeLast()
        live.removeLast()
        return (ids, live)
    }
}
