/// A set of Unicode scalars.
struct PatternSet: Sendable {
    enum Item: Sendable {
        case range(UInt32, UInt32)
        case property(PatternProperty, isNegated: Bool)
        /// Everything but a set.
        case complement(PatternSet)
    }

    var items: [Item] = []
    var isNegated = false
    /// Which of the first 128 scalars belong to it; made by `prepared`.
    private var ascii: (UInt64, UInt64) = (0, 0)
    private var isPrepared = false

    init(_ items: [Item], isNegated: Bool = false) {
        self.items = items
        self.isNegated = isNegated
    }

    /// A set with a single scalar.
    init(_ scalar: UInt32) { self.init([.range(scalar, scalar)]) }

    /// The same set, quick for ASCII.
    func prepared() -> PatternSet {
        var set = self
        for scalar in UInt32(0)..<64 where slowContains(scalar) { set.ascii.0 |= 1 << UInt64(scalar) }
        for scalar in UInt32(64)..<128 where slowContains(scalar) { set.ascii.1 |= 1 << UInt64(scalar - 64) }
        set.isPrepared = true
        return set
    }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        guard isPrepared, scalar < 128 else { return slowContains(scalar) }
        return (scalar < 64 ? ascii.0 >> UInt64(scalar) : ascii.1 >> UInt64(scalar - 64)) & 1 == 1
    }

    private func slowContains(_ scalar: UInt32) -> Bool {
        let isIn = items.contains { item in
            switch item {
            case .range(let low, let high): low <= scalar && scalar <= high
            case .property(let property, let isNegated): property.contains(scalar) != isNegated
            case .complement(let set): !set.contains(scalar)
            }
        }
        return isIn != isNegated
    }

    static let digits = PatternSet([.range(0x30, 0x39)])
    static let word = PatternSet([.range(0x30, 0x39), .range(0x41, 0x5A), .range(0x5F, 0x5F), .range(0x61, 0x7A)])
    static let lineEnds: [Item] = [.range(0x0A, 0x0A), .range(0x0D, 0x0D), .range(0x2028, 0x2029)]
    static let anyButLineEnds = PatternSet(lineEnds, isNegated: true)
    static let spaces = PatternSet(
        lineEnds + [
            .range(0x09, 0x09), .range(0x0B, 0x0C), .range(0xFEFF, 0xFEFF),
            .property(.categories(["Zs"]), isNegated: false),
        ])
}
