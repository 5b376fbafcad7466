/// Writes the postings of a field, term after term in ascending order, documents ascending within a term.
struct FieldBuilder {
    private let lengths: [UInt32]
    private var termOffsets: [UInt32] = [0]
    private var termBytes: [UInt8] = []
    private var frequencies: [UInt32] = []
    private var firstBlocks: [UInt32] = [0]
    private var blocks: [PostingBlock] = []
    private var documents: [UInt8] = []
    private var positions: [UInt8] = []

    // The block that is being filled.
    private var blockDocuments: [UInt32] = []
    private var blockFrequencies: [UInt32] = []
    private var lastDocument: Int64 = -1
    private var blockPositions = 0
    private var count: UInt32 = 0

    init(lengths: [UInt32]) {
        self.lengths = lengths
        blockDocuments.reserveCapacity(PostingBlock.size)
        blockFrequencies.reserveCapacity(PostingBlock.size)
    }

    /// The number of terms so far.
    var termCount: Int { frequencies.count }

    mutating func beginTerm() {
        lastDocument = -1
        count = 0
        blockPositions = positions.count
    }

    /// Writes a position of the next document: its distance to the one before.
    mutating func writePosition(_ distance: UInt32) {
        var rest = distance
        while rest >= 0x80 {
            positions.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        positions.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Copies the written positions of the next document.
    mutating func writePositions(_ bytes: UnsafeBufferPointer<UInt8>) { positions.append(contentsOf: bytes) }

    /// Ends a document, whose positions were written.
    mutating func addDocument(_ document: UInt32, frequency: UInt32) {
        blockDocuments.append(document)
        blockFrequencies.append(frequency)
        count += 1
        if blockDocuments.count == PostingBlock.size { endBlock() }
    }

    /// Ends a term. One without documents leaves no trace.
    /// - Returns: Whether it had documents.
    @discardableResult
    mutating func endTerm(_ term: UnsafeBufferPointer<UInt8>) -> Bool {
        if !blockDocuments.isEmpty { endBlock() }
        guard count > 0 else { return false }
        termBytes.append(contentsOf: term)
        termOffsets.append(UInt32(termBytes.count))
        frequencies.append(count)
        firstBlocks.append(UInt32(blocks.count))
        return true
    }

    private mutating func endBlock() {
        var greatestGap: UInt32 = 0
        var maxFrequency: UInt32 = 0
        var minLength = UInt32.max
        let last = blockDocuments[blockDocuments.count - 1]
        for index in blockDocuments.indices {
            let document = blockDocuments[index]
            minLength = min(minLength, lengths[Int(document)])
            let gap = UInt32(Int64(document) - lastDocument - 1)
            lastDocument = Int64(document)
            blockDocuments[index] = gap
            greatestGap = max(greatestGap, gap)
            maxFrequency = max(maxFrequency, blockFrequencies[index])
            blockFrequencies[index] -= 1
        }
        let block = PostingBlock(
            lastDocument: last, documentOffset: UInt32(documents.count), positionOffset: UInt32(blockPositions),
            maxFrequency: maxFrequency, minLength: minLength, count: UInt8(blockDocuments.count),
            documentBits: UInt8(BitPacking.bits(of: greatestGap)),
            frequencyBits: UInt8(BitPacking.bits(of: maxFrequency - 1)))
        blockDocuments.withUnsafeBufferPointer {
            BitPacking.pack($0, bits: Int(block.documentBits), into: &documents)
        }
        blockFrequencies.withUnsafeBufferPointer {
            BitPacking.pack($0, bits: Int(block.frequencyBits), into: &documents)
        }
        blocks.append(block)
        blockDocuments.removeAll(keepingCapacity: true)
        blockFrequencies.removeAll(keepingCapacity: true)
        blockPositions = positions.count
    }

    /// The field. `forms` are sorted words and the number of the term of each.
    func finish(forms: FieldSegment.Forms?) -> FieldSegment {
        FieldSegment(
            lengths: Column(lengths), terms: TermTable(offsets: termOffsets, bytes: termBytes),
            frequencies: Column(frequencies), firstBlocks: Column(firstBlocks), blocks: Column(blocks),
            documents: Column(documents), positions: Column(positions), forms: forms)
    }
}
