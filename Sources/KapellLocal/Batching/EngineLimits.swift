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
    /// Whether each sequence has a buffer of keys and values of its own, as long as the window. Then no token looks past
    /// those of other requests; what is kept of earlier ones costs no time; but a beginning that is shared is copied.
    let isSeparate: Bool
    /// Requests that wait.
    let queue: Int
    /// Tokens that are computed in one go.
    let batch = 512
    /// Of these, tokens that are computed side by side: what they take in memory is held all the time.
    let block = 256
    let threads: Int
    let cache: LocalModelOptions.CacheType
    let lookup: Bool?

    private static let standardQueue = 1_000
    /// As many may always wait to be made ready, which takes milliseconds: how many wait to be computed is asked then.
    private static let leastWaiting = 64

    /// How many requests may wait to be made ready.
    static func waiting(_ options: LocalModelOptions) -> Int { max(leastWaiting, options.queue ?? standardQueue) }

    init(_ options: LocalModelOptions, _ model: LlamaModel) {
        window = max(1, min(options.context ?? 4096, model.trainedContext))
        streams = max(1, min(options.streams ?? 16, 64))
        queue = max(0, options.queue ?? Self.standardQueue)
        threads = max(1, options.threads ?? Llama.defaultThreads)
        cache = options.cache ?? .f16
        lookup = options.lookup
        let asked = max(window, options.capacity ?? 2 * window)
        isSeparate =
            streams > 1 && asked >= streams * window && model.canSeparate
            && model.looksFar(past: asked / 2, threads: threads)
        // Buffers have a length that llama.cpp can divide by 256.
        let buffer = (window + 255) / 256 * 256
        sequences = isSeparate ? min(256, max(streams, asked / buffer)) : min(256, streams + 32)
        capacity = isSeparate ? sequences * buffer : asked
    }
}

extension LlamaModel {
    /// Seconds that a token looks past another one, in all heads: between 1 and 2 nanoseconds each on two cores.
    var lookSeconds: Double { 1.5e-9 * Double(attentionHeads) }

    /// Multiplications and additions of one core in a second, with weights of 4 bits: what is expected before anything
    /// is measured.
    private static let operations = 7e10

    /// Whether to look past so many tokens takes more than a twentieth of what computing a token takes.
    func looksFar(past tokens: Int, threads: Int) -> Bool {
        lookSeconds * Double(tokens) > 0.05 * 2 * Double(parameters) / (Self.operations * Double(threads))
    }
}
