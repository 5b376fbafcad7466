import Hummingbird
import NIOCore

/// What routes know of a request beside the request itself.
struct KapellRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Closes the connection once the client had a moment to read its answer: nothing more is wanted from it.
    func closeSoon() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    }

    /// Runs `work`, and cancels it when the client goes.
    ///
    /// - Throws: what `work` throws; `CancellationError` when the client went first.
    func whileClientWaits<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let watch: ClientWatch
        do {
            watch =
                if channel.eventLoop.inEventLoop {
                    try channel.pipeline.syncOperations.handler(type: ClientWatch.self)
                } else {
                    try await channel.pipeline.handler(type: ClientWatch.self).get()
                }
        } catch {
            // The pipeline of a closed connection is empty.
            throw CancellationError()
        }
        return try await watch.whilePresent(work)
    }
}
