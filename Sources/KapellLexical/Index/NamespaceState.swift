/// The segments of one namespace.
struct NamespaceState: Sendable {
    var views: [SegmentView] = []

    /// Documents that are not deleted.
    var count: Int { views.reduce(0) { $0 + $1.liveCount } }

    /// Eight segments of about the same size become one. Each document is rewritten about log8(count) times.
    private static let fanIn = 8
    /// Segments of more bytes are left alone: offsets in a segment have 32 bits.
    private static let largest = 1 << 30

    /// Joins segments, and rewrites those of which much is deleted.
    mutating func tidy() {
        views.removeAll { $0.liveCount == 0 }
        for index in views.indices where views[index].deletedCount * 3 > views[index].segment.count {
            views[index] = SegmentView(SegmentMerge.merge([views[index]]))
        }
        var again = true
        while again {
            again = false
            var levels: [Int: [Int]] = [:]
            for (index, view) in views.enumerated() where view.segment.byteCount < Self.largest / Self.fanIn {
                levels[Self.level(view.liveCount), default: []].append(index)
            }
            if let level = levels.values.first(where: { $0.count >= Self.fanIn }) {
                join(Set(level))
                again = true
            }
        }
    }

    /// Joins all segments that fit into one.
    mutating func compact() {
        views.removeAll { $0.liveCount == 0 }
        let sum = views.reduce(0) { $0 + $1.segment.byteCount }
        guard views.count > 1 || views.contains(where: { $0.deletedCount > 0 }), sum < 2 * Self.largest else { return }
        join(Set(views.indices))
    }

    private mutating func join(_ chosen: Set<Int>) {
        let merged = SegmentMerge.merge(chosen.sorted().map { views[$0] })
        views = views.indices.filter { !chosen.contains($0) }.map { views[$0] } + [SegmentView(merged)]
    }

    private static func level(_ count: Int) -> Int {
        var level = 0
        var rest = count
        while rest >= fanIn {
            rest /= fanIn
            level += 1
        }
        return level
    }
}
