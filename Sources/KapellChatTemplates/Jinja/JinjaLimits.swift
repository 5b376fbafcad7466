/// What a template may cost. What goes beyond is a ``KapellCore/KapellError`` of the code `limitExceeded` that names the
/// limit.
public struct JinjaLimits: Sendable, Hashable {
    /// Bytes of a template's source.
    public var sourceBytes = 512 << 10
    /// How deep statements and expressions of the source may lie in one another.
    public var syntaxDepth = 150
    /// How deep evaluation may go: nodes in one another, also through macros that call macros.
    public var evaluationDepth = 600
    /// How deep lists and mappings may lie in one another.
    public var dataDepth = 200
    /// Nodes evaluated and elements walked over, in one rendering.
    public var steps = 4_000_000
    /// Bytes of the text that comes out.
    public var outputBytes = 16 << 20
    /// Bytes of all texts and lists that are made on the way, also those thrown away.
    public var workBytes = 256 << 20

    public init() {}

    /// The usual limits.
    public static let standard = JinjaLimits()
}
