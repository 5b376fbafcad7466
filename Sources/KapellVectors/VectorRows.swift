/// The rows of an index: ids and components, in segments of some 256 KB.
///
/// A value type. A search takes a copy, which costs nothing but a reference; a writer that meets a copy in use
/// pays for the one segment that it changes, not for the whole storage.
struct VectorRows: Sendable {
    /// Some rows that lie one behind the other.
    struct Segment: Sendable {
        var ids: [Int64] = []
        /// `ids.count` times `dimensions` components.
        var values: [Float] = []
    }

    let dimensions: Int
    private let shift: Int
    private(set) var segments: [Segment] = []
    private(set) var count = 0

    /// Rows in every segment but the last: a power of two.
    var rowsPerSegment: Int { 1 << shift }

    init(dimensions: Int) {
        self.dimensions = dimensions
        let wanted = max(1, 65_536 / dimensions)
        shift = Int.bitWidth - 1 - wanted.leadingZeroBitCount
    }

    func id(at row: Int) -> Int64 {
        segments[row >> shift].ids[row & (rowsPerSegment - 1)]
    }

    func vector(at row: Int) -> [Float] {
        let start = (row & (rowsPerSegment - 1)) * dimensions
        return Array(segments[row >> shift].values[start..<start + dimensions])
    }

    /// Appends a row and returns its number.
    mutating func append(id: Int64, vector: [Float]) -> Int {
        let row = count
        if row >> shift == segments.count {
            var segment = Segment()
            if row > 0 {
                segment.ids.reserveCapacity(rowsPerSegment)
                segment.values.reserveCapacity(rowsPerSegment * dimensions)
            }
            segments.append(segment)
        }
        segments[row >> shift].ids.append(id)
        segments[row >> shift].values.append(contentsOf: vector)
        count += 1
        return row
    }

    /// Appends a whole segment. Every segment before it must be full.
    mutating func append(_ segment: Segment) {
        segments.append(segment)
        count += segment.ids.count
    }

    mutating func replace(row: Int, id: Int64, vector: [Float]) {
        let place = row & (rowsPerSegment - 1)
        segments[row >> shift].ids[place] = id
        segments[row >> shift].values.replaceSubrange(place * dimensions..<(place + 1) * dimensions, with: vector)
    }

    mutating func removeLast() {
        let segment = (count - 1) >> shift
        segments[segment].ids.removeLast()
        segments[segment].values.removeLast(dimensions)
        if segments[segment].ids.isEmpty { segments.removeLast() }
        count -= 1
    }
}
