/// What a grammar may cost at most. What goes beyond is refused when the grammar is compiled.
public struct GrammarLimits: Sendable, Hashable {
    /// The limits that fit schemas as people write them.
    public static let `default` = GrammarLimits()

    /// How many schemas may lie in one another in the schema's own text.
    public var schemaDepth = 200
    /// How many parts a grammar may have: types of values, choices, combinations of `anyOf` and `allOf`.
    public var parts = 5_000
    /// How many states all regular expressions, formats, numbers and keys may have together.
    public var states = 200_000
    /// How many nodes the compiled grammar may have.
    public var nodes = 2_000_000
    /// How many objects and arrays may lie in one another in a text.
    public var depth = 64
    /// How many properties that are not declared an object may have; each is remembered, so that none comes twice.
    public var freeProperties = 256
    /// How many situations one grammar remembers at most before it begins anew; each takes some 1 to 2 KiB.
    public var situations = 16_384

    /// The usual limits.
    public init() {}
}
