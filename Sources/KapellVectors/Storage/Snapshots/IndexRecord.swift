internal import CKapellKernels

/// The section "kv-index": an index in numbers, each 8 bytes.
struct IndexRecord {
    static let name = "kv-index"

    /// How graphs are built, and how far a vector index compares all. The folder of originals is not kept.
    var options: HNSWOptions
    var exactLimit: Int
    /// The graph; nil of rows.
    var graph: Graph?

    struct Graph {
        var shape: kapell_hnsw_shape
        var vectors: Int
        var levels: UInt64
        var sinceRepair: Int
    }

    var values: [UInt64] {
        var values: [UInt64] = [
            UInt64(exactLimit), UInt64(options.links), UInt64(options.efConstruction), UInt64(options.ef),
            options.keepsPruned ? 1 : 0, options.seed,
        ]
        if let graph {
            let shape = graph.shape
            values += [
                UInt64(graph.vectors), graph.levels, UInt64(max(0, graph.sinceRepair)), UInt64(shape.slots),
                UInt64(shape.upper_used), shape.entry, UInt64(shape.stride), UInt64(shape.chunk_shift),
                UInt64(shape.structure),
            ]
        }
        return values.map(\.littleEndian)
    }

    /// Reads and checks the section. What it says of the graph's bytes is checked when they are read.
    init(_ reader: SectionReader, originals: HNSWOptions.Originals) throws(VectorError) {
        let values = try reader.values(reader.entry(Self.name), of: UInt64.self).map { UInt64(littleEndian: $0) }
        guard values.count == (reader.table.kind == .graph ? 15 : 6) else {
            throw reader.damaged("the description of the index has the wrong length")
        }
        // Beyond any range, so that the check refuses it.
        func number(_ place: Int) -> Int { Int(exactly: values[place]) ?? .max }
        options = HNSWOptions(
            links: number(1), efConstruction: number(2), ef: number(3), keepsPruned: values[4] != 0,
            element: reader.table.element, originals: originals, seed: values[5])
        exactLimit = number(0)
        do throws(VectorError) {
            try options.check()
        } catch {
            throw reader.damaged("\(error)")
        }
        guard reader.table.kind == .graph else { return }
        let largest = UInt64(KAPELL_HNSW_NO_SLOT >> 2)
        guard values[9] <= largest, values[10] <= largest, let stride = UInt32(exactly: values[12]),
            let shift = UInt32(exactly: values[13]), let structure = UInt32(exactly: values[14])
        else { throw reader.damaged("the graph's numbers are not possible") }
        graph = Graph(
            shape: kapell_hnsw_shape(
                slots: UInt32(values[9]), upper_used: UInt32(values[10]), entry: values[11], stride: stride,
                chunk_shift: shift, structure: structure),
            vectors: number(6), levels: values[7], sinceRepair: min(number(8), 1 << 40))
    }

    init(options: HNSWOptions, exactLimit: Int, graph: Graph? = nil) {
        self.options = options
        self.exactLimit = exactLimit
        self.graph = graph
    }
}
