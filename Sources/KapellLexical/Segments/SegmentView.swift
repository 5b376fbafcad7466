internal import Synchronization

/// A segment without the documents that were deleted since it was made. Never changes; a deletion makes a new view.
struct SegmentView: Sendable {
    let segment: Segment
    /// One bit a document, set where it is deleted; nil where none is.
    let deleted: Column<UInt64>?
    let deletedCount: Int
    /// Tokens of the documents that are not deleted, a field each.
    let liveTokens: [UInt64]
    private let cache: LiveFrequencies?

    init(_ segment: Segment) {
        self.segment = segment
        deleted = nil
        deletedCount = 0
        liveTokens = segment.fields.map { field in
            field.lengths.buffer.reduce(UInt64(0)) { $0 + UInt64($1) }
        }
        cache = nil
    }

    /// The view with these bits set. The caller has counted them.
    init(_ segment: Segment, deleted bits: [UInt64], count: Int) {
        self.segment = segment
        deleted = Column(bits)
        deletedCount = count
        liveTokens = segment.fields.map { field in
            var sum: UInt64 = 0
            for (document, length) in field.lengths.buffer.enumerated()
            where bits[document >> 6] & (1 << UInt64(document & 63)) == 0 {
                sum += UInt64(length)
            }
            return sum
        }
        cache = LiveFrequencies(fields: segment.fields.map(\.terms.count))
    }

    var liveCount: Int { segment.count - deletedCount }

    func isDeleted(_ document: Int) -> Bool {
        guard let deleted else { return false }
        return deleted[document >> 6] & (1 << UInt64(document & 63)) != 0
    }

    /// The view without these documents.
    func deleting(_ documents: some Sequence<Int>) -> SegmentView {
        var bits = deleted.map { Array($0.buffer) } ?? [UInt64](repeating: 0, count: (segment.count + 63) / 64)
        var count = deletedCount
        for document in documents where bits[document >> 6] & (1 << UInt64(document & 63)) == 0 {
            bits[document >> 6] |= 1 << UInt64(document & 63)
            count += 1
        }
        return SegmentView(segment, deleted: bits, count: count)
    }

    /// In how many documents that are not deleted a term is.
    func frequency(field: Int, term: Int) -> Int {
        let all = Int(segment.fields[field].frequencies[term])
        guard deleted != nil, let cache else { return all }
        if let known = cache[field, term] { return known }
        var live = 0
        var cursor = PostingCursor(segment.fields[field], term: term)
        while let document = cursor.document {
            if !isDeleted(document) { live += 1 }
            cursor.advance()
        }
        cursor.release()
        cache[field, term] = live
        return live
    }
}

/// Frequencies that were counted once; each is written and read as a whole, so that no lock is needed.
/// Immutable but for those atomics: everyone who counts a term writes the same number.
private final class LiveFrequencies: @unchecked Sendable {
    private let starts: [Int]
    private let counts: UnsafeMutablePointer<Atomic<UInt32>>
    private let total: Int

    init(fields: [Int]) {
        var starts: [Int] = []
        var total = 0
        for count in fields {
            starts.append(total)
            total += count
        }
        self.starts = starts
        self.total = total
        counts = .allocate(capacity: max(1, total))
        for index in 0..<total { (counts + index).initialize(to: Atomic(UInt32.max)) }
    }

    deinit {
        counts.deinitialize(count: total)
        counts.deallocate()
    }

    subscript(field: Int, term: Int) -> Int? {
        get {
            let known = counts[starts[field] + term].load(ordering: .relaxed)
            return known == .max ? nil : Int(known)
        }
        set {
            if let newValue { counts[starts[field] + term].store(UInt32(newValue), ordering: .relaxed) }
        }
    }
}
