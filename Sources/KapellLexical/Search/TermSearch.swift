/// The best documents of a segment for a sum of terms, without a look at documents that cannot be among them.
///
/// The segment is searched in windows of documents. In each, the bounds of the blocks say what every term can add at
/// most. Terms that together cannot reach the threshold only add to what the others find (MaxScore); a window in
/// which all terms together cannot reach it is passed over (block-max).
struct TermSearch {
    /// Documents a window.
    private static let window = 4096

    private let view: SegmentView
    private let lists: UnsafeMutableBufferPointer<TermList>
    private let sums: UnsafeMutableBufferPointer<Double>
    private let bits: UnsafeMutableBufferPointer<UInt64>
    private let order: UnsafeMutableBufferPointer<Int>
    private var bounds: UnsafeMutableBufferPointer<Double>
    /// Documents that got a score.
    private(set) var scored = 0

    /// - Parameter exhaustive: Whether every match gets a score.
    static func run(
        _ view: SegmentView, _ terms: [QueryPlan.Term], exhaustive: Bool, into top: inout TopMatches
    ) -> Int {
        let found = terms.compactMap { term -> (QueryPlan.Term, Int)? in
            view.segment.fields[term.field].terms.find(term.bytes).map { (term, $0) }
        }
        guard !found.isEmpty else { return 0 }
        let lists = UnsafeMutableBufferPointer<TermList>.allocate(capacity: found.count)
        let rooms = UnsafeMutablePointer<UInt32>.allocate(capacity: found.count * TermList.room)
        for (index, (term, place)) in found.enumerated() {
            lists.initializeElement(
                at: index,
                to: TermList(
                    view.segment.fields[term.field], term: place, term.scorer, room: rooms + index * TermList.room))
        }
        let size = min(window, (view.segment.count + 63) & ~63)
        var search = TermSearch(view, lists, size: size)
        search.run(exhaustive: exhaustive, &top)
        search.release()
        lists.deinitialize()
        lists.deallocate()
        rooms.deallocate()
        return search.scored
    }

    private init(_ view: SegmentView, _ lists: UnsafeMutableBufferPointer<TermList>, size: Int) {
        self.view = view
        self.lists = lists
        sums = .allocate(capacity: size)
        sums.initialize(repeating: 0)
        bits = .allocate(capacity: size / 64)
        bits.initialize(repeating: 0)
        order = .allocate(capacity: lists.count)
        for index in lists.indices { order.initializeElement(at: index, to: index) }
        bounds = .allocate(capacity: lists.count)
        bounds.initialize(repeating: 0)
    }

    private func release() {
        sums.deallocate()
        bits.deallocate()
        order.deallocate()
        bounds.deallocate()
    }

    private mutating func run(exhaustive: Bool, _ top: inout TopMatches) {
        let count = view.segment.count
        var start = 0
        while start < count {
            let end = min(start + sums.count, count)
            let essential = bound(start, end, exhaustive ? -.infinity : top.threshold)
            if essential < lists.count {
                add(start, end, from: essential, exhaustive ? -.infinity : top.threshold)
                collect(start, below: essential, exhaustive: exhaustive, &top)
            }
            start = end
        }
    }

    /// Orders the lists by what they can add in the window; gives the first that is needed to reach the threshold.
    private func bound(_ start: Int, _ end: Int, _ threshold: Double) -> Int {
        for index in lists.indices { lists[index].enter(start, end) }
        for place in 1..<max(1, order.count) {
            var hole = place
            let moved = order[place]
            while hole > 0, lists[order[hole - 1]].windowBound > lists[moved].windowBound {
                order[hole] = order[hole - 1]
                hole -= 1
            }
            order[hole] = moved
        }
        var sum = 0.0
        var essential = lists.count
        for place in order.indices {
            sum += lists[order[place]].windowBound
            bounds[place] = sum
            if sum >= threshold, sum > 0, essential == lists.count { essential = place }
        }
        return essential
    }

    /// Adds the scores of the essential lists.
    private func add(_ start: Int, _ end: Int, from essential: Int, _ threshold: Double) {
        let others = essential > 0 ? bounds[essential - 1] : 0
        let least = essential == lists.count - 1 ? threshold - others : -.infinity
        for place in essential..<lists.count {
            lists[order[place]].add(start, end, least: least, sums, bits)
        }
    }

    /// Completes the scores of the documents that were found and can be among the best.
    private mutating func collect(_ start: Int, below essential: Int, exhaustive: Bool, _ top: inout TopMatches) {
        for word in bits.indices where bits[word] != 0 {
            var rest = bits[word]
            bits[word] = 0
            while rest != 0 {
                let place = word << 6 | rest.trailingZeroBitCount
                rest &= rest - 1
                var score = sums[place]
                sums[place] = 0
                let threshold = exhaustive ? -.infinity : top.threshold
                var other = essential - 1
                while other >= 0, score + bounds[other] >= threshold {
                    score += lists[order[other]].score(of: start + place)
                    other -= 1
                }
                guard other < 0, score >= threshold, !view.isDeleted(start + place) else { continue }
                scored += 1
                top.offer(view.segment.ids[start + place], score)
            }
        }
    }
}

/// The postings of a term on their way through a search.
private struct TermList {
    /// Numbers of room that a list needs.
    static let room = 2 * PostingBlock.size

    private let blocks: UnsafePointer<PostingBlock>
    private let blockCount: Int
    private let packed: UnsafePointer<UInt8>
    private let lengths: UnsafePointer<UInt32>
    private let scorer: TermScorer
    private let documents: UnsafeMutablePointer<UInt32>
    private let frequencies: UnsafeMutablePointer<UInt32>
    /// The first block whose last document is not behind.
    private var block = 0
    private var place = 0
    private var loaded = -1
    private var frequenciesLoaded = -1
    /// What the term can add in the window at most.
    private(set) var windowBound = 0.0

    init(_ field: FieldSegment, term: Int, _ scorer: TermScorer, room: UnsafeMutablePointer<UInt32>) {
        let range = field.blockRange(term)
        blocks = field.blocks.base + range.lowerBound
        blockCount = range.count
        packed = field.documents.base
        lengths = field.lengths.base
        self.scorer = scorer
        documents = room
        frequencies = room + PostingBlock.size
    }

    /// Goes to a window and works out its bound.
    mutating func enter(_ start: Int, _ end: Int) {
        skip(to: start)
        var index = block
        var bound = 0.0
        while index < blockCount, index == block || Int(blocks[index - 1].lastDocument) + 1 < end {
            if index == block, index > 0, Int(blocks[index - 1].lastDocument) + 1 >= end { break }
            bound = max(bound, scorer.bound(blocks[index]))
            index += 1
        }
        windowBound = bound
    }

    @inline(__always)
    private mutating func skip(to document: Int) {
        while block < blockCount, Int(blocks[block].lastDocument) < document {
            block += 1
            place = 0
        }
    }

    @inline(__always)
    private mutating func load() {
        guard loaded != block else { return }
        loaded = block
        let base = block == 0 ? UInt32.max : blocks[block - 1].lastDocument
        blocks[block].unpackDocuments(packed, after: base, into: documents)
    }

    @inline(__always)
    private mutating func loadFrequencies() {
        guard frequenciesLoaded != block else { return }
        frequenciesLoaded = block
        blocks[block].unpackFrequencies(packed, into: frequencies)
    }

    /// Moves within the block to the first document that is not behind; there is one.
    @inline(__always)
    private mutating func seek(_ document: Int) {
        let target = UInt32(truncatingIfNeeded: document)
        if documents[place] >= target { return }
        var low = place + 1
        var high = Int(blocks[block].count) - 1
        while low < high {
            let middle = (low + high) / 2
            if documents[middle] < target { low = middle + 1 } else { high = middle }
        }
        place = low
    }

    /// Adds the scores of the documents from `start` to before `end` that reach `least`.
    mutating func add(
        _ start: Int, _ end: Int, least: Double, _ sums: UnsafeMutableBufferPointer<Double>,
        _ bits: UnsafeMutableBufferPointer<UInt64>
    ) {
        guard windowBound > 0 else { return }
        let limit = UInt32(truncatingIfNeeded: end)
        while block < blockCount {
            load()
            loadFrequencies()
            seek(start)
            let count = Int(blocks[block].count)
            while place < count {
                let document = documents[place]
                if document >= limit { return }
                let score = Double(
                    scorer.score(Float(frequencies[place]), length: lengths[Int(document)]))
                place &+= 1
                if score >= least {
                    let slot = Int(document) &- start
                    sums[slot] += score
                    bits[slot &>> 6] |= 1 &<< UInt64(slot & 63)
                }
            }
            block &+= 1
            place = 0
        }
    }

    /// What the term adds to the score of a document, which is not before the last that was asked for.
    mutating func score(of document: Int) -> Double {
        skip(to: document)
        guard block < blockCount else { return 0 }
        load()
        seek(document)
        guard Int(documents[place]) == document else { return 0 }
        loadFrequencies()
        return Double(scorer.score(Float(frequencies[place]), length: lengths[document]))
    }
}
