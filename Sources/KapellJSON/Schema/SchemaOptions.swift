/// How a schema is read.
public struct SchemaOptions: Sendable, Hashable {
    /// The draft of a schema that has no `$schema`.
    public var draft: SchemaDraft

    /// Whether `format` is checked. The drafts make it a remark by default; a vocabulary of a metaschema that asks for
    /// the check is followed in either case.
    public var checksFormats: Bool

    /// What a validation may cost.
    public var limits: SchemaLimits

    /// Options; by default draft 2020-12, formats as remarks, and the usual limits.
    public init(draft: SchemaDraft = .draft202012, checksFormats: Bool = false, limits: SchemaLimits = .default) {
        self.draft = draft
        self.checksFormats = checksFormats
        self.limits = limits
    }
}
