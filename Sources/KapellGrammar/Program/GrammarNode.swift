/// One step of a compiled grammar. Numbers are places in the tables of ``GrammarProgram``.
enum GrammarNode: Sendable, Hashable {
    /// Takes one byte by one of the edges.
    case bytes(first: Int32, count: Int32)
    /// Goes on at each of the targets.
    case split(first: Int32, count: Int32)
    /// Goes through a rule, and then on.
    case call(rule: Int32, next: Int32)
    /// The end of a rule.
    case pop
    /// The end of the text.
    case accept
    /// Counts, up to `cap`.
    case increment(cap: Int32, next: Int32)
    case ifLess(Int32, next: Int32)
    case ifAtLeast(Int32, next: Int32)
    /// Goes on where so many more objects and arrays may be opened.
    case ifRoom(Int32, next: Int32)
    /// From here on the bytes of a key are kept.
    case keyStart(next: Int32)
    /// The key ends with the quotation mark that was taken last; goes on where it is new.
    case keyEnd(class: Int32, next: Int32)
    /// Goes on where fewer than `total` keys of the class were taken.
    case ifKeys(class: Int32, total: Int32, next: Int32)
}

/// A range of bytes that leads to a node.
struct GrammarEdge: Sendable, Hashable {
    var low: UInt8
    var high: UInt8
    var target: Int32
}

/// A part that others go through: it takes at least one byte, and its entry is a node of bytes.
struct GrammarRule: Sendable {
    var entry: Int32
    /// How many objects and arrays it opens within one another at the least.
    var need: Int32
    /// Whether it is an object or an array itself.
    var isContainer: Bool
}
