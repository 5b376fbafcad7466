/// Values in the order of their last use. Each operation takes the same time whatever the size.
struct RecencyList<Value> {
    private struct Node {
        var value: Value?
        var newer: Int
        var older: Int
    }

    private var nodes: [Node] = []
    private var free: [Int] = []
    private var newest = -1
    private var oldest = -1
    private(set) var count = 0

    /// Adds a value as the newest, and returns its place.
    mutating func add(_ value: Value) -> Int {
        let node = Node(value: value, newer: -1, older: -1)
        let place: Int
        if let last = free.popLast() {
            place = last
            nodes[place] = node
        } else {
            place = nodes.count
            nodes.append(node)
        }
        link(place)
        count += 1
        return place
    }

    subscript(place: Int) -> Value? { nodes.indices.contains(place) ? nodes[place].value : nil }

    /// Makes a value the newest.
    mutating func use(_ place: Int) {
        guard place != newest, self[place] != nil else { return }
        unlink(place)
        link(place)
    }

    /// Takes the oldest value out.
    mutating func removeOldest() -> (place: Int, value: Value)? {
        guard let value = self[oldest] else { return nil }
        let place = oldest
        unlink(place)
        nodes[place].value = nil
        free.append(place)
        count -= 1
        return (place, value)
    }

    private mutating func link(_ place: Int) {
        nodes[place].newer = -1
        nodes[place].older = newest
        if newest >= 0 { nodes[newest].newer = place } else { oldest = place }
        newest = place
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (nodes[place].newer, nodes[place].older)
        if newer >= 0 { nodes[newer].older = older } else { newest = older }
        if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
    }
}
