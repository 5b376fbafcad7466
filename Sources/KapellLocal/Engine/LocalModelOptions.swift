/// How a local model is run.
public struct LocalModelOptions: Sendable, Hashable {
    /// How the keys and values of what was read are kept. What is shorter takes less memory, and answers a little worse.
    public enum CacheType: String, Sendable, Hashable, CaseIterable {
        /// 16 bits a number.
        case f16
        /// 8.5 bits a number.
        case q8_0
        /// 4.5 bits a number.
        case q4_0
    }

    /// Tokens of context of one request, at most what the model was trained for; `nil` takes 4,096 or the model's own if
    /// that is less.
    public var context: Int?
    /// Threads for computing; `nil` takes the machine's cores.
    public var threads: Int?
    /// Requests that are computed at the same time; `nil` takes 16. The others wait.
    public var streams: Int?
    /// Tokens of all requests and of the prompts that are kept for later ones, together; `nil` takes twice the context.
    public var capacity: Int?
    /// Requests that may wait; the next one is refused. `nil` takes 1,000.
    public var queue: Int?
    /// `nil` takes 16 bits.
    public var cache: CacheType?
    /// Whether what stands in the prompt is guessed as the next words, and checked in one go; a request may say
    /// otherwise. `nil` takes it where few requests run.
    public var lookup: Bool?
    /// The folder in which long prompts that were read are kept for the next start; `nil` keeps none.
    public var stateFolder: String?
    /// Adapters that requests may name.
    public var adapters: [LocalModelAdapter] = []

    public init(
        context: Int? = nil, threads: Int? = nil, streams: Int? = nil, capacity: Int? = nil, queue: Int? = nil,
        cache: CacheType? = nil, lookup: Bool? = nil, stateFolder: String? = nil
    ) {
        self.context = context
        self.threads = threads
        self.streams = streams
        self.capacity = capacity
        self.queue = queue
        self.cache = cache
        self.lookup = lookup
        self.stateFolder = stateFolder
    }
}
