/// Where the keys of a large object stand: an open hash table with linear probing.
///
/// A slot holds the upper bits of the key's hash and the key's position plus one; zero is an empty slot. The hash
/// is seeded by the process, so that keys chosen by an attacker do not collide.
struct JSONKeyIndex: Sendable {
    private var slots: [UInt64] = []
    private var used = 0

    init() {}

    /// Indexes `entries`, whose keys all differ.
    init(_ entries: [JSONObject.Entry]) {
        self.init(capacity: entries.count)
        for position in entries.indices {
            insert(hash: Self.hash(of: entries[position].key), position: position)
        }
    }

    /// An index with room for `capacity` keys.
    init(capacity: Int) {
        var size = 32
        while size < capacity * 2 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
    }

    var isEmpty: Bool { slots.isEmpty }

    static func hash(of key: String) -> UInt32 {
        var hasher = Hasher()
        key.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    func position(of key: String, hash: UInt32, in entries: [JSONObject.Entry]) -> Int? {
        var place = home(of: hash)
        while slots[place] != 0 {
            let slot = slots[place]
            if Self.hash(in: slot) == hash {
                let position = Self.position(in: slot)
                if entries[position].key.hasSameBytes(as: key) { return position }
            }
            place = after(place)
        }
        return nil
    }

    /// Adds a key that is not there yet.
    mutating func insert(hash: UInt32, position: Int) {
        if (used + 1) * 2 > slots.count { grow() }
        put(UInt64(hash) << 32 | UInt64(UInt32(truncatingIfNeeded: position + 1)))
        used += 1
    }

    /// Takes out the key at `position` of `count` keys; those after it move one place down.
    mutating func remove(hash: UInt32, position: Int, count: Int) {
        var hole = home(of: hash)
        while Self.position(in: slots[hole]) != position || slots[hole] == 0 { hole = after(hole) }
        closeGap(at: hole)
        used -= 1
        guard position < count - 1 else { return }
        for place in slots.indices where slots[place] != 0 && Self.position(in: slots[place]) > position {
            slots[place] -= 1
        }
    }

    private mutating func closeGap(at start: Int) {
        var hole = start
        var place = after(hole)
        while slots[place] != 0 {
            let home = home(of: Self.hash(in: slots[place]))
            let distanceFromHome = (place - home) & (slots.count - 1)
            let distanceFromHole = (place - hole) & (slots.count - 1)
            if distanceFromHome >= distanceFromHole {
                slots[hole] = slots[place]
                hole = place
            }
            place = after(place)
        }
        slots[hole] = 0
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 2)
        for slot in old where slot != 0 { put(slot) }
    }

    private mutating func put(_ slot: UInt64) {
        var place = home(of: Self.hash(in: slot))
        while slots[place] != 0 { place = after(place) }
        slots[place] = slot
    }

    private func home(of hash: UInt32) -> Int { Int(hash) & (slots.count - 1) }
    private func after(_ place: Int) -> Int { (place + 1) & (slots.count - 1) }
    private static func hash(in slot: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: slot >> 32) }
    private static func position(in slot: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: slot)) - 1 }
}
