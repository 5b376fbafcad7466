/// A row set as bytes. Integers are little-endian.
///
///     0   4  magic "KRWS"
///     4   2  version 1
///     6   2  zero
///     8   4  number of blocks
///     12  .. the blocks, by ascending key: key (2 bytes), form (1: 1 array, 2 bitmap, 3 runs), zero (1),
///            number (4: members of an array or a bitmap, runs), then the members (2 bytes each), 1,024 words
///            (8 bytes each), or first and last of each run (2 bytes each)
///     end 4  CRC32C of everything before
extension RowSet {
    private static let magic = Array("KRWS".utf8)
    private static let version: UInt16 = 1

    /// The set as bytes that `init(bytes:rowLimit:)` reads.
    public var bytes: [UInt8] {
        var writer = ByteWriter(bytes: Self.magic)
        writer.append(Self.version)
        writer.append(UInt16(0))
        writer.append(UInt32(keys.count))
        for (key, container) in zip(keys, containers) {
            writer.append(key)
            writer.append(container.form.rawValue)
            writer.append(UInt8(0))
            writer.append(UInt32(container.form == .runs ? container.values.count / 2 : container.count))
            writer.append(all: container.values)
            writer.append(all: container.words)
        }
        return writer.checked()
    }

    /// Reads what `bytes` wrote. Every size, order and count is checked before it is used.
    /// - Parameter rowLimit: A set with a row at or above it is refused.
    /// - Throws: `FilterError.damagedRows`.
    public init(bytes: [UInt8], rowLimit: Int = RowSet.maximumRow + 1) throws(FilterError) {
        guard bytes.count >= 16, bytes.starts(with: Self.magic) else {
            throw .damagedRows("it does not begin as a row set does")
        }
        var reader = try ByteReader(checked: bytes, from: 4) { .damagedRows($0) }
        guard try reader.next(UInt16.self) == Self.version else { throw .damagedRows("the version is unknown") }
        guard try reader.next(UInt16.self) == 0 else { throw .damagedRows("a reserved field is not zero") }
        let blocks = Int(try reader.next(UInt32.self))
        guard blocks <= 65_536 else { throw .damagedRows("it has \(blocks) blocks") }
        var set = RowSet()
        for _ in 0..<blocks {
            let key = try reader.next(UInt16.self)
            if let last = set.keys.last, last >= key { throw .damagedRows("the blocks are out of order") }
            set.append(key, try reader.container())
        }
        guard reader.isAtEnd else { throw .damagedRows("bytes follow the last block") }
        guard set.keys.count == blocks else { throw .damagedRows("a block is empty") }
        if let last = set.last, last >= rowLimit { throw .damagedRows("row \(last) does not exist") }
        self = set
    }
}

extension ByteReader {
    fileprivate mutating func container() throws(FilterError) -> RowContainer {
        let form = RowContainer.Form(rawValue: try next(UInt8.self))
        guard try next(UInt8.self) == 0 else { throw damaged("a reserved field is not zero") }
        let number = Int(try next(UInt32.self))
        switch form {
        case .array:
            guard number <= RowContainer.arrayLimit else { throw damaged("an array is too long") }
            let values = try values(number, of: UInt16.self)
            guard zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw damaged("an array is out of order")
            }
            return RowContainer(array: values)
        case .bitmap:
            let words = try values(RowContainer.wordCount, of: UInt64.self)
            let count = words.reduce(0) { $0 &+ $1.nonzeroBitCount }
            guard count == number, count > RowContainer.arrayLimit else {
                throw damaged("a bitmap has \(count) rows, not \(number)")
            }
            return RowContainer(words: words, count: count)
        case .runs:
            guard number <= 32_768 else { throw damaged("there are too many runs") }
            let values = try values(number * 2, of: UInt16.self)
            for place in values.indices.dropFirst() {
                let (before, here) = (Int(values[place - 1]), Int(values[place]))
                guard place & 1 == 1 ? before <= here : before + 1 < here else {
                    throw damaged("the runs are out of order")
                }
            }
            return RowContainer(runs: values)
        case nil:
            throw damaged("a block has an unknown form")
        }
    }
}
