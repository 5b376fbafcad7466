/// Finds a phrase in the positions of its terms in one document.
struct PhraseMatcher {
    private let slots: [QueryPlan.Phrase.Slot]
    private let slop: Int
    private var places: [Int]
    /// The slot before each that has the same term, or -1.
    private let earlier: [Int]

    init(_ slots: [QueryPlan.Phrase.Slot], slop: Int) {
        self.slots = slots
        self.slop = slop
        places = Array(repeating: 0, count: slots.count)
        var last: [Int: Int] = [:]
        earlier = slots.indices.map { slot in last.updateValue(slot, forKey: slots[slot].term) ?? -1 }
    }

    /// How often the phrase is there; a match that is moved by n places counts 1 / (1 + n).
    /// - Parameter positions: By term, ascending.
    mutating func frequency(_ positions: [[UInt32]]) -> Double {
        var frequency = 0.0
        begin()
        while let width = next(positions) {
            frequency += 1 / Double(1 + width)
            pass()
        }
        return frequency
    }

    /// Goes before the first match.
    mutating func begin() {
        for slot in places.indices { places[slot] = 0 }
    }

    /// Goes to the next match, or stays at one that was not passed.
    /// - Returns: By how many places its words are moved; nil when there is no more match.
    mutating func next(_ positions: [[UInt32]]) -> Int? {
        while let shift = spread(positions) {
            if shift.width <= slop { return shift.width }
            places[shift.least] += 1
        }
        return nil
    }

    /// Leaves a match: a word is part of one only.
    mutating func pass() {
        for slot in places.indices { places[slot] += 1 }
    }

    /// Where the word of a slot stands in the current match.
    func position(_ slot: Int, _ positions: [[UInt32]]) -> Int {
        Int(positions[slots[slot].term][places[slot]])
    }

    /// By how many places the current words are moved against each other, and the slot whose word is moved least; nil
    /// when a slot has no word left.
    private mutating func spread(_ positions: [[UInt32]]) -> (width: Int, least: Int)? {
        // Slots of the same term take different words, in their order.
        for slot in slots.indices {
            if earlier[slot] >= 0 { places[slot] = max(places[slot], places[earlier[slot]] + 1) }
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
