/// Walks the postings of a term, document after document. Whoever makes one releases it.
struct PostingCursor {
    private let field: FieldSegment
    private let blocks: UnsafePointer<PostingBlock>
    private let blockCount: Int
    private let packed: UnsafePointer<UInt8>
    /// Room for the documents and behind them the frequencies of a block.
    private let room: UnsafeMutablePointer<UInt32>
    private var block = 0
    private var loaded = -1
    private var frequenciesLoaded = -1
    private var place = 0

    // Where the positions of the current block were read last.
    private var positionBlock = -1
    private var positionPlace = 0
    private var positionOffset = 0

    init(_ field: FieldSegment, term: Int) {
        self.field = field
        let range = field.blockRange(term)
        blocks = field.blocks.base + range.lowerBound
        blockCount = range.count
        packed = field.documents.base
        room = .allocate(capacity: 2 * PostingBlock.size)
        load()
    }

    func release() { room.deallocate() }

    /// The current document, or nil at the end.
    var document: Int? { block < blockCount ? Int(room[place]) : nil }

    /// How often the term is in the current document.
    var frequency: UInt32 {
        mutating get {
            loadFrequencies()
            return room[PostingBlock.size + place]
        }
    }

    mutating func advance() {
        place += 1
        if place == Int(blocks[block].count) {
            block += 1
            place = 0
            load()
        }
    }

    /// Goes to the first document that is not before `target`.
    mutating func advance(to target: Int) {
        guard block < blockCount, Int(room[place]) < target else { return }
        if Int(blocks[block].lastDocument) < target {
            var step = 1
            var low = block + 1
            while low + step < blockCount, Int(blocks[low + step].lastDocument) < target {
                low += step
                step *= 2
            }
            var high = min(blockCount, low + step + 1)
            while low < high {
                let middle = (low + high) / 2
                if Int(blocks[middle].lastDocument) < target { low = middle + 1 } else { high = middle }
            }
            block = low
            place = 0
            load()
            guard block < blockCount else { return }
        }
        while Int(room[place]) < target { place += 1 }
    }

    private mutating func load() {
        guard block < blockCount, loaded != block else { return }
        loaded = block
        let base = block == 0 ? UInt32.max : blocks[block - 1].lastDocument
        blocks[block].unpackDocuments(packed, after: base, into: room)
    }

    private mutating func loadFrequencies() {
        guard frequenciesLoaded != block else { return }
        frequenciesLoaded = block
        blocks[block].unpackFrequencies(packed, into: room + PostingBlock.size)
    }

    /// The positions of the term in the current document, ascending.
    mutating func positions(into positions: inout [UInt32]) {
        loadFrequencies()
        positions.removeAll(keepingCapacity: true)
        let bytes = field.positions.base
        if positionBlock != block || positionPlace > place {
            positionBlock = block
            positionPlace = 0
            positionOffset = Int(blocks[block].positionOffset)
        }
        while positionPlace < place {
            var skipped = room[PostingBlock.size + positionPlace]
            while skipped > 0 {
                if bytes[positionOffset] < 0x80 { skipped -= 1 }
                positionOffset += 1
            }
            positionPlace += 1
        }
        var offset = positionOffset
        var position: UInt32 = 0
        for _ in 0..<room[PostingBlock.size + place] {
            var distance: UInt32 = 0
            var shift: UInt32 = 0
            while true {
                let byte = bytes[offset]
                offset += 1
                distance |= UInt32(byte & 0x7F) &<< shift
                shift += 7
                if byte < 0x80 { break }
            }
            position &+= distance
            positions.append(position)
        }
    }

    /// The written positions of the current document.
    mutating func positionBytes() -> UnsafeBufferPointer<UInt8> {
        loadFrequencies()
        let bytes = field.positions.base
        if positionBlock != block || positionPlace > place {
            positionBlock = block
            positionPlace = 0
            positionOffset = Int(blocks[block].positionOffset)
        }
        var start = positionOffset
        while positionPlace <= place {
            start = positionOffset
            var skipped = room[PostingBlock.size + positionPlace]
            while skipped > 0 {
                if bytes[positionOffset] < 0x80 { skipped -= 1 }
                positionOffset += 1
            }
            positionPlace += 1
        }
        return UnsafeBufferPointer(start: bytes + start, count: positionOffset - start)
    }
}

extension PostingBlock {
    /// Writes the documents; `base` is the one before the block, or `.max` before the first.
    @inline(__always)
    func unpackDocuments(
        _ packed: UnsafePointer<UInt8>, after base: UInt32, into room: UnsafeMutablePointer<UInt32>
    ) {
        var document = base
        BitPacking.unpack(packed + Int(documentOffset), bits: Int(documentBits), count: Int(count)) { index, gap in
            document = document &+ gap &+ 1
            room[index] = document
        }
    }

    @inline(__always)
    func unpackFrequencies(_ packed: UnsafePointer<UInt8>, into room: UnsafeMutablePointer<UInt32>) {
        BitPacking.unpack(
            packed + Int(documentOffset) + documentBytes, bits: Int(frequencyBits), count: Int(count)
        ) { index, frequency in
            room[index] = frequency &+ 1
        }
    }
}
