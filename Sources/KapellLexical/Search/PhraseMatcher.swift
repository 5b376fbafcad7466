/// Finds a phrase in the positions of its terms in one document.
struct PhraseMatcher {
    private let slots: [QueryPlan.Phrase.Slot]
    private let slop: Int
    private var places: [Int]

    init(_ slots: [QueryPlan.Phrase.Slot], slop: Int) {
        self.slots = slots
        self.slop = slop
        places = Array(repeating: 0, count: slots.count)
    }

    /// How often the phrase is there; a match that is moved by n places counts 1 / (1 + n).
    /// - Parameters:
    ///   - positions: By term, ascending.
    ///   - found: Called with the positions of each match, a slot each.
    mutating func frequency(_ positions: [[UInt32]], found: ([Int]) -> Void = { _ in }) -> Double {
        var frequency = 0.0
        for slot in places.indices { places[slot] = 0 }
        while let shift = spread(positions) {
            if shift.width <= slop {
                frequency += 1 / Double(1 + shift.width)
                found(slots.indices.map { position($0, positions) })
                // A word is part of one match only.
                for slot in places.indices { places[slot] += 1 }
            } else {
                places[shift.least] += 1
            }
        }
        return frequency
    }

    private func position(_ slot: Int, _ positions: [[UInt32]]) -> Int {
        Int(positions[slots[slot].term][places[slot]])
    }

    /// By how many places the current words are moved against each other, and the slot whose word is moved least; nil
    /// when a slot has no word left.
    private mutating func spread(_ positions: [[UInt32]]) -> (width: Int, least: Int)? {
        // Slots of the same term take different words, in their order.
        for slot in slots.indices {
            for earlier in slots.indices.prefix(slot) where slots[earlier].term == slots[slot].term {
                places[slot] = max(places[slot], places[earlier] + 1)
            }
            if places[slot] >= positions[slots[slot].term].count { return nil }
        }
        var least = 0
        var low = Int.max
        var high = Int.min
        for slot in slots.indices {
            let moved = position(slot, positions) - slots[slot].offset
            high = max(high, moved)
            if moved < low {
                low = moved
                least = slot
            }
        }
        return (high - low, least)
    }
}
