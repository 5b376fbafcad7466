/// What a template may cost. What goes beyond is a ``KapellCore/KapellError`` of the code `limitExceeded` that names the
/// limit.
public struct JinjaLimits: Sendable, Hashable {
    /// Bytes of a template's source.
    public var sourceBytes = 512 << 10
    /// How deep statements and expressions of the source may lie in one another. The templates of 70 families need 13. The
    /// limits of depth fit into the 512 KB of stack that a thread has at least.
    public var syntaxDepth = 50
    /// How deep evaluation may go: nodes in one another, also through macros that call macros. The same templates need 45.
    public var evaluationDepth = 300
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
