internal import KapellCore

/// Ids in the order of their bytes, each with its row.
///
/// A value: a copy costs a reference, and a change copies one leaf of some hundred ids and the list of leaves. So a
/// reader keeps what it saw while a writer goes on.
package struct OrderedIDs: Sendable {
    package struct Leaf: Sendable {
        package var ids: [String] = []
        package var rows: [UInt32] = []
    }

    package static let leafCapacity = 256

    package private(set) var leaves: [Leaf] = []
    package private(set) var count = 0

    package init() {}

    /// From ids in order, none of them twice.
    package init(sorted entries: some Sequence<(id: String, row: Int)>) {
        var leaf = Leaf()
        for (id, row) in entries {
            leaf.ids.append(id)
            leaf.rows.append(UInt32(truncatingIfNeeded: row))
            count += 1
            if leaf.ids.count == Self.leafCapacity * 3 / 4 {
                leaves.append(leaf)
                leaf = Leaf()
            }
        }
        if !leaf.ids.isEmpty { leaves.append(leaf) }
    }

    package func row(of id: String) -> Int? {
        guard let leaf = leaf(for: id) else { return nil }
        let (place, isThere) = place(of: id, in: leaf)
        return isThere ? Int(leaves[leaf].rows[place]) : nil
    }

    /// Puts an id in, or gives it another row.
    /// - Returns: The row that it had.
    @discardableResult
    package mutating func set(_ id: String, row: Int) -> Int? {
        let number = UInt32(truncatingIfNeeded: row)
        guard let leaf = leaf(for: id) else {
            leaves.append(Leaf(ids: [id], rows: [number]))
            count = 1
            return nil
        }
        let (place, isThere) = place(of: id, in: leaf)
        if isThere {
            let old = Int(leaves[leaf].rows[place])
            leaves[leaf].rows[place] = number
            return old
        }
        leaves[leaf].ids.insert(id, at: place)
        leaves[leaf].rows.insert(number, at: place)
        count += 1
        if leaves[leaf].ids.count > Self.leafCapacity { split(leaf, at: place) }
        return nil
    }

    /// - Returns: The row that the id had; `nil` when it was not there.
    @discardableResult
    package mutating func remove(_ id: String) -> Int? {
        guard let leaf = leaf(for: id) else { return nil }
        let (place, isThere) = place(of: id, in: leaf)
        guard isThere else { return nil }
        leaves[leaf].ids.remove(at: place)
        let row = Int(leaves[leaf].rows.remove(at: place))
        count -= 1
        if leaves[leaf].ids.isEmpty {
            leaves.remove(at: leaf)
        } else if leaf + 1 < leaves.count,
            leaves[leaf].ids.count + leaves[leaf + 1].ids.count <= Self.leafCapacity / 2
        {
            leaves[leaf].ids += leaves[leaf + 1].ids
            leaves[leaf].rows += leaves[leaf + 1].rows
            leaves.remove(at: leaf + 1)
        }
        return row
    }

    /// Calls a function for each id after `id`, in order, until it says no.
    package func forEach(after id: String? = nil, _ body: (_ id: String, _ row: Int) -> Bool) {
        var leaf = 0
        var place = 0
        if let id, let found = self.leaf(for: id) {
            leaf = found
            let (index, isThere) = self.place(of: id, in: leaf)
            place = isThere ? index + 1 : index
        }
        while leaf < leaves.count {
            for index in place..<max(place, leaves[leaf].ids.count) {
                guard body(leaves[leaf].ids[index], Int(leaves[leaf].rows[index])) else { return }
            }
            leaf += 1
            place = 0
        }
    }

    // MARK: Leaves

    /// The leaf where the id is or would be; `nil` when there is no leaf.
    private func leaf(for id: String) -> Int? {
        guard !leaves.isEmpty else { return nil }
        var low = 0
        var high = leaves.count
        // The last leaf whose first id is not behind this one.
        while high - low > 1 {
            let middle = (low + high) / 2
            if ByteOrder.compare(leaves[middle].ids[0], id) <= 0 { low = middle } else { high = middle }
        }
        return low
    }

    private func place(of id: String, in leaf: Int) -> (place: Int, isThere: Bool) {
        var low = 0
        var high = leaves[leaf].ids.count
        while low < high {
            let middle = (low + high) / 2
            let order = ByteOrder.compare(leaves[leaf].ids[middle], id)
            if order == 0 { return (middle, true) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }

    /// In two halves; where ids come in order, nearly all stay, so that leaves become full.
    private mutating func split(_ leaf: Int, at place: Int) {
        let count = leaves[leaf].ids.count
        let cut = place == count - 1 ? count - 1 : count / 2
        let right = Leaf(ids: Array(leaves[leaf].ids[cut...]), rows: Array(leaves[leaf].rows[cut...]))
        leaves[leaf].ids.removeLast(count - cut)
        leaves[leaf].rows.removeLast(count - cut)
        leaves.insert(right, at: leaf + 1)
    }
}
