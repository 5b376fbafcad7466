internal import CLlama

/// The threads on which a context computes. They stay from one batch to the next: without them, llama.cpp starts and ends
/// threads for each batch, which a small model feels at each token.
final class ComputeThreads {
    private let pool: OpaquePointer?

    /// Rounds that a thread without work looks for some before it sleeps, in units of 131,072: a few milliseconds, so that
    /// it is awake for the next token, and leaves the core to others soon when there is none.
    private static let rounds: UInt32 = 1

    init(_ count: Int, for context: OpaquePointer) {
        guard count > 1 else {
            pool = nil
            return
        }
        var parameters = ggml_threadpool_params_default(Int32(count))
        parameters.poll = Self.rounds
        pool = ggml_threadpool_new(&parameters)
        if let pool { llama_attach_threadpool(context, pool, pool) }
    }

    // The context goes first: it does not touch the threads when it ends.
    deinit {
        if let pool { ggml_threadpool_free(pool) }
    }
}
