/// One field of the documents of a segment: its terms, its postings and the lengths.
struct FieldSegment: Sendable {
    /// Tokens of each document.
    let lengths: Column<UInt32>
    let terms: TermTable
    /// In how many documents each term is, deleted ones included.
    let frequencies: Column<UInt32>
    /// The first block of each term, and the number of all blocks.
    let firstBlocks: Column<UInt32>
    let blocks: Column<PostingBlock>
    let documents: Column<UInt8>
    let positions: Column<UInt8>
    /// The words before stemming, and for each the term that it became; nil where words are not stemmed.
    let forms: Forms?

    struct Forms: Sendable {
        let table: TermTable
        let terms: Column<UInt32>
    }

    /// The blocks of a term.
    func blockRange(_ term: Int) -> Range<Int> { Int(firstBlocks[term])..<Int(firstBlocks[term + 1]) }

    /// The words by which prefixes and misspellings are found, and the term of each.
    var searchable: TermTable { forms?.table ?? terms }

    func term(ofSearchable place: Int) -> Int { forms.map { Int($0.terms[place]) } ?? place }

    /// Bytes in memory, without the keys of the tables.
    var byteCount: Int {
        lengths.bytes.count + terms.bytes.count + terms.offsets.bytes.count + frequencies.bytes.count
            + firstBlocks.bytes.count + blocks.bytes.count + documents.count + positions.count
            + (forms.map { $0.table.bytes.count + $0.table.offsets.bytes.count + $0.terms.bytes.count } ?? 0)
    }
}
