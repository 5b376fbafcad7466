/// A list, a tuple, a range, or a view of a mapping.
final class JinjaList {
    enum Kind: Sendable {
        case list
        case tuple
        case range
        case keys
        case values
        case items
    }

    var items: [JinjaValue]
    let kind: Kind
    var depth: Int

    /// - Parameter depth: that of the list itself, one more than its deepest element's.
    init(_ items: [JinjaValue], _ kind: Kind, depth: Int) {
        self.items = items
        self.kind = kind
        self.depth = depth
    }

    /// Whether elements can be asked for by number.
    var isIndexed: Bool {
        switch kind {
        case .list, .tuple, .range: true
        case .keys, .values, .items: false
        }
    }
}

/// What a filter such as `map` gives: it can be walked over once, and has no length.
final class JinjaGenerator {
    private var items: ArraySlice<JinjaValue>
    let depth: Int

    init(_ items: [JinjaValue]) {
        self.items = items[...]
        depth = items.reduce(0) { max($0, $1.depth) }
    }

    func next() -> JinjaValue? { items.popFirst() }

    func rest() -> [JinjaValue] {
        defer { items = [] }
        return Array(items)
    }
}

/// What `namespace()` makes: attributes that can be set.
final class JinjaNamespace {
    var attributes = JinjaDict()
}
