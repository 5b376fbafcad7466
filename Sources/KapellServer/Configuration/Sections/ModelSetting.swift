/// A model and how it is to be run.
public struct ModelSetting: Sendable, Hashable {
    /// Which model.
    public var reference: ModelReference
    /// The context window in tokens, for a local model; `nil` leaves it to the model.
    public var context: Int?
    /// The number of threads to compute on, for a local model; `nil` leaves it to the machine.
    public var threads: Int?

    public init(reference: ModelReference, context: Int? = nil, threads: Int? = nil) {
        self.reference = reference
        self.context = context
        self.threads = threads
    }
}
