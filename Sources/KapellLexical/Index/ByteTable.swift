/// Numbers byte strings in the order of their first appearance.
struct ByteTable {
    private var slots: [UInt32]
    private var hashes: [UInt32] = []
    private var offsets: [UInt32] = [0]
    private var bytes: [UInt8] = []
    private var mask: Int

    init(capacity: Int = 256) {
        var size = 256
        while size < capacity * 2 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        mask = size - 1
    }

    var count: Int { hashes.count }
    var byteCount: Int { bytes.count }

    /// The number of a string, and whether it is new.
    mutating func insert(_ string: UnsafeBufferPointer<UInt8>, hash: UInt32) -> (index: Int, isNew: Bool) {
        var slot = Int(hash) & mask
        while true {
            let found = Int(slots[slot])
            if found == 0 { break }
            if hashes[found - 1] == hash, equals(found - 1, string) { return (found - 1, false) }
            slot = (slot + 1) & mask
        }
        slots[slot] = UInt32(hashes.count + 1)
        hashes.append(hash)
        bytes.append(contentsOf: string)
        offsets.append(UInt32(bytes.count))
        if hashes.count * 2 > slots.count { grow() }
        return (hashes.count - 1, true)
    }

    func withString<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { all in
            body(UnsafeBufferPointer(rebasing: all[Int(offsets[index])..<Int(offsets[index + 1])]))
        }
    }

    /// The numbers in the order of the strings.
    func sorted() -> [Int] {
        bytes.withUnsafeBufferPointer { all in
            func string(_ index: Int) -> UnsafeBufferPointer<UInt8> {
                UnsafeBufferPointer(rebasing: all[Int(offsets[index])..<Int(offsets[index + 1])])
            }
            var keyed = (0..<count).map { (key: ByteOrder.key(string($0)), index: $0) }
            keyed.sort { left, right in
                left.key != right.key
                    ? left.key < right.key : ByteOrder.isLess(string(left.index), string(right.index))
            }
            return keyed.map(\.index)
        }
    }

    static func hash(_ string: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in string { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    private func equals(_ index: Int, _ string: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(offsets[index])
        guard Int(offsets[index + 1]) - start == string.count else { return false }
        return bytes.withUnsafeBufferPointer { all in
            for place in 0..<string.count where all[start + place] != string[place] { return false }
            return true
        }
    }

    private mutating func grow() {
        var larger = [UInt32](repeating: 0, count: slots.count * 2)
        mask = larger.count - 1
        for (index, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = UInt32(index + 1)
        }
        slots = larger
    }
}
