/// Sorted byte strings, found by halving. The first eight bytes of each are at hand as one number.
struct TermTable: Sendable {
    /// Where each string begins in `bytes`, and the end of the last.
    let offsets: Column<UInt32>
    let bytes: Column<UInt8>
    private let keys: Column<UInt64>

    var count: Int { offsets.count - 1 }

    init(offsets: [UInt32], bytes: [UInt8]) {
        self.init(offsets: Column(offsets), bytes: Column(bytes))
    }

    /// The caller has checked that offsets ascend within the bytes and that the strings ascend.
    init(offsets: Column<UInt32>, bytes: Column<UInt8>) {
        self.offsets = offsets
        self.bytes = bytes
        var keys: [UInt64] = []
        keys.reserveCapacity(max(0, offsets.count - 1))
        for index in 0..<max(0, offsets.count - 1) {
            let range = Int(offsets[index])..<Int(offsets[index + 1])
            keys.append(ByteOrder.key(UnsafeBufferPointer(rebasing: bytes.buffer[range])))
        }
        self.keys = Column(keys)
    }

    func string(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = Int(offsets[index])
        return UnsafeBufferPointer(start: bytes.base + start, count: Int(offsets[index + 1]) - start)
    }

    /// The place of a string, or nil.
    func find(_ string: UnsafeBufferPointer<UInt8>) -> Int? {
        let place = firstPlace(notBefore: string)
        guard place < count, ByteOrder.areEqual(self.string(place), string) else { return nil }
        return place
    }

    func find(_ string: [UInt8]) -> Int? { string.withUnsafeBufferPointer { find($0) } }

    /// The place of the first string that is not less.
    func firstPlace(notBefore string: UnsafeBufferPointer<UInt8>) -> Int {
        let key = ByteOrder.key(string)
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let other = keys[middle]
            let isLess = other != key ? other < key : ByteOrder.isLess(self.string(middle), string)
            if isLess { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The places of the strings that begin with `prefix`.
    func places(withPrefix prefix: [UInt8]) -> Range<Int> {
        let first = prefix.withUnsafeBufferPointer { firstPlace(notBefore: $0) }
        var high = count
        var low = first
        while low < high {
            let middle = (low + high) / 2
            if string(middle).starts(with: prefix) { low = middle + 1 } else { high = middle }
        }
        return first..<low
    }
}

/// Byte strings compared as numbers, byte by byte: the order of the code points of their text.
enum ByteOrder {
    /// The first eight bytes as a number that compares as they do.
    static func key(_ string: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if string.count >= 8, let base = string.baseAddress {
            return UInt64(bigEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt64.self))
        }
        var key: UInt64 = 0
        for index in 0..<8 { key = key << 8 | (index < string.count ? UInt64(string[index]) : 0) }
        return key
    }

    static func isLess(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let common = min(left.count, right.count)
        var index = 0
        while index < common {
            if left[index] != right[index] { return left[index] < right[index] }
            index += 1
        }
        return left.count < right.count
    }

    static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var index = 0
        while index < left.count {
            if left[index] != right[index] { return false }
            index += 1
        }
        return true
    }
}
