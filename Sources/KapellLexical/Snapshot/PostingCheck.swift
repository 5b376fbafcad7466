/// Walks all postings of a field that was read, so that no search follows a number that leads out of it.
enum PostingCheck {
    static func check(_ field: FieldSegment) throws(LexicalError) {
        let count = field.terms.count
        guard field.frequencies.count == count, field.firstBlocks.count == count + 1, field.firstBlocks[0] == 0,
            Int(field.firstBlocks[count]) == field.blocks.count
        else { throw damaged("the terms and their postings do not fit") }
        for term in 0..<count where field.firstBlocks[term] >= field.firstBlocks[term + 1] {
            throw damaged("a term has no postings")
        }
        var tokens = [UInt32](repeating: 0, count: field.lengths.count)
        let room = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * PostingBlock.size)
        defer { room.deallocate() }
        var position = 0
        for term in 0..<count {
            var base = UInt32.max
            var postings = 0
            for index in field.blockRange(term) {
                let block = field.blocks[index]
                try check(block, field, after: base, room, &tokens)
                guard Int(block.positionOffset) == position else { throw damaged("positions are not in order") }
                try skipPositions(block, field, room, &position)
                base = block.lastDocument
                postings += Int(block.count)
            }
            guard postings == Int(field.frequencies[term]) else { throw damaged("the frequency of a term is wrong") }
        }
        guard position == field.positions.count else { throw damaged("positions are left over") }
        guard tokens.elementsEqual(field.lengths.buffer) else { throw damaged("the length of a document is wrong") }
    }

    private static func check(
        _ block: PostingBlock, _ field: FieldSegment, after base: UInt32, _ room: UnsafeMutablePointer<UInt32>,
        _ tokens: inout [UInt32]
    ) throws(LexicalError) {
        guard (1...PostingBlock.size).contains(Int(block.count)), block.documentBits <= 32, block.frequencyBits <= 32,
            Int(block.documentOffset) + block.byteCount <= field.documents.count
        else { throw damaged("a block of postings leads out of its section") }
        block.unpackDocuments(field.documents.base, after: base, into: room)
        block.unpackFrequencies(field.documents.base, into: room + PostingBlock.size)
        var last = base == .max ? -1 : Int(base)
        var greatest: UInt32 = 0
        var shortest = UInt32.max
        for index in 0..<Int(block.count) {
            let document = Int(room[index])
            let frequency = room[PostingBlock.size + index]
            guard document > last, document < field.lengths.count, frequency > 0 else {
                throw damaged("a posting is of no document")
            }
            let (sum, isOver) = tokens[document].addingReportingOverflow(frequency)
            guard !isOver else { throw damaged("a frequency is too great") }
            tokens[document] = sum
            last = document
            greatest = max(greatest, frequency)
            shortest = min(shortest, field.lengths[document])
        }
        guard last == Int(block.lastDocument), greatest == block.maxFrequency, shortest == block.minLength else {
            throw damaged("the bounds of a block are wrong")
        }
    }

    private static func skipPositions(
        _ block: PostingBlock, _ field: FieldSegment, _ room: UnsafeMutablePointer<UInt32>, _ position: inout Int
    ) throws(LexicalError) {
        for index in 0..<Int(block.count) {
            var rest = room[PostingBlock.size + index]
            var width = 0
            while rest > 0 {
                guard position < field.positions.count, width < 5 else { throw damaged("positions are cut off") }
                width += 1
                if field.positions[position] < 0x80 {
                    rest -= 1
                    width = 0
                }
                position += 1
            }
        }
    }

    private static func damaged(_ what: String) -> LexicalError { .damagedSnapshot(what: what) }
}
