import KapellCore

/// The sizes of an engine, for a model and its options.
struct EngineLimits {
    /// Tokens of one request.
    let window: Int
    /// Tokens of all requests, and of what is kept.
    let capacity: Int
    /// Requests at the same time.
    let streams: Int
    /// Sequences: those of requests, and those that are kept for later ones.
    let sequences: Int
    /// Requests that wait.
    let queue: Int
    /// Tokens that are computed in one go.
    let batch = 512
    let threads: Int
    let cache: LocalModelOptions.CacheType
    let lookup: Bool?

    private static let standardQueue = 1_000
    /// As many may always wait to be made ready, which takes milliseconds: how many wait to be computed is asked then.
    private static let leastWaiting = 64

    /// How many requests may wait to be made ready.
    static func waiting(_ options: LocalModelOptions) -> Int { max(leastWaiting, options.queue ?? standardQueue) }

    init(_ options: LocalModelOptions, trainedContext: Int) {
        window = max(1, min(options.context ?? 4096, trainedContext))
        capacity = max(window, options.capacity ?? 2 * window)
        streams = max(1, min(options.streams ?? 16, 64))
        sequences = min(256, streams + 32)
        queue = max(0, options.queue ?? Self.standardQueue)
        threads = max(1, options.threads ?? Llama.defaultThreads)
        cache = options.cache ?? .f16
        lookup = options.lookup
    }
}
