/// A model and how it is to be run.
public struct ModelSetting: Sendable, Hashable {
    /// Which model.
    public var reference: ModelReference
    /// The context window in tokens, for a local model; `nil` leaves it to the model.
    public var context: Int?
    /// The number of threads to compute on, for a local model; `nil` leaves it to the machine.
    public var threads: Int?
    /// Requests that a local model computes at the same time; `nil` leaves it to the engine, as with all below.
    public var streams: Int?
    /// Tokens of all requests of a local model together.
    public var capacity: Int?
    /// Requests that may wait for a local model.
    public var queue: Int?
    /// How a local model keeps what it has read: `f16`, `q8_0` or `q4_0`.
    public var cache: String?
    /// Whether a local model guesses from the prompt what it writes next.
    public var lookup: Bool?
    /// Adapters of a local model that requests may name, each with the path of its file.
    public var adapters: [Adapter] = []

    /// A name and a file.
    public struct Adapter: Sendable, Hashable {
        public var name: String
        /// Absolute.
        public var path: String
    }

    public init(reference: ModelReference, context: Int? = nil, threads: Int? = nil) {
        self.reference = reference
        self.context = context
        self.threads = threads
    }
}
