/// Up to 128 postings of a term: where they are, and the bounds of what they can score.
struct PostingBlock: BitwiseCopyable {
    static let size = 128

    /// The last document of the block.
    var lastDocument: UInt32
    /// Where the packed documents and frequencies begin in the field's `documents`.
    var documentOffset: UInt32
    /// Where the positions begin in the field's `positions`.
    var positionOffset: UInt32
    /// The greatest frequency in the block.
    var maxFrequency: UInt32
    /// The length of the shortest document in the block, in tokens.
    var minLength: UInt32
    /// The number of postings, 1 to 128.
    var count: UInt8
    /// Bits of a packed difference between documents.
    var documentBits: UInt8
    /// Bits of a packed frequency less one.
    var frequencyBits: UInt8
    var reserved: UInt8 = 0

    /// The packed bytes of the block.
    var byteCount: Int { documentBytes + BitPacking.byteCount(Int(count), bits: Int(frequencyBits)) }
    var documentBytes: Int { BitPacking.byteCount(Int(count), bits: Int(documentBits)) }
}
