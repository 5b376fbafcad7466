/// What an answer says about itself, beside what the model wrote.
public struct DialectAnswer: Sendable, Hashable {
    /// The answer's id without the dialect's own prefix, such as the run's.
    public var id: String
    /// The model's name, as the client called it.
    public var model: String
    /// Seconds since 1970.
    public var created: Int64
    /// See ``DialectRequest/includesUsage``.
    public var includesUsage: Bool

    public init(id: String, model: String, created: Int64, includesUsage: Bool = true) {
        self.id = id
        self.model = model
        self.created = created
        self.includesUsage = includesUsage
    }
}
