/// Documents that were indexed together. A segment never changes; deletions are kept beside it, in ``SegmentView``.
///
/// Documents are numbered in the order of their ids, so that the order of documents is the order of ties.
struct Segment: Sendable {
    let ids: Column<Int64>
    /// By the field's place in the schema.
    let fields: [FieldSegment]

    var count: Int { ids.count }

    /// The number of the document with this id, or nil.
    func document(_ id: Int64) -> Int? {
        guard count > 0, id >= ids[0], id <= ids[count - 1] else { return nil }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return ids[low] == id ? low : nil
    }

    var byteCount: Int { ids.bytes.count + fields.reduce(0) { $0 + $1.byteCount } }
}
