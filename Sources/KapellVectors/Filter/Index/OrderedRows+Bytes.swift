/// The number of leaves; then each leaf: its smallest key, the number of pairs, and the keys and the rows; or, for a
/// leaf of one key, 0 and its rows as a set: length and bytes.
extension OrderedRows {
    func write(to writer: inout ByteWriter) {
        writer.append(UInt32(leaves.count))
        for leaf in leaves {
            writer.append(leaf.first)
            if let set = leaf.set {
                writer.append(UInt32(0))
                let bytes = set.bytes
                writer.append(UInt32(bytes.count))
                writer.bytes += bytes
            } else {
                writer.append(UInt32(leaf.count))
                writer.append(all: leaf.keys)
                writer.append(all: leaf.rows)
            }
        }
    }

    init(_ reader: inout ByteReader, isKey: (Int64) -> Bool) throws(FilterError) {
        var last: Int64?
        for _ in 0..<(try reader.count()) {
            var leaf = Leaf(first: try reader.next(Int64.self))
            if let last, last >= leaf.first { throw reader.damaged("keys are out of order") }
            let count = try reader.count()
            if count == 0 {
                let set = try RowSet(bytes: try reader.values(try reader.count(), of: UInt8.self))
                guard !set.isEmpty, isKey(leaf.first) else { throw reader.damaged("a key is unknown") }
                leaf.set = set
                leaf.count = set.count
                last = leaf.first
            } else {
                guard count <= Self.leafLimit else { throw reader.damaged("a leaf is too large") }
                leaf.keys = try reader.values(count, of: Int64.self)
                leaf.rows = try reader.values(count, of: UInt32.self)
                leaf.count = count
                guard leaf.keys[0] >= leaf.first, leaf.keys.allSatisfy(isKey) else {
                    throw reader.damaged("a key is unknown")
                }
                for place in 1..<count {
                    let (before, here) = (leaf.keys[place - 1], leaf.keys[place])
                    guard before < here || before == here && leaf.rows[place - 1] < leaf.rows[place] else {
                        throw reader.damaged("pairs are out of order")
                    }
                }
                last = leaf.keys[count - 1]
            }
            leaves.append(leaf)
            self.count += leaf.count
        }
        firsts = leaves.map(\.first)
        all = gathered()
    }
}
