import Hummingbird
import NIOCore

/// What routes know of a request beside the request itself.
struct KapellRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel
    /// What sees the client go; `nil` where the connection was closed before the request was looked at.
    private let watch: ClientWatch?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        // Here it costs nothing: later it would take a way to the connection's event loop and back.
        watch =
            channel.eventLoop.inEventLoop
            ? try? channel.pipeline.syncOperations.handler(type: ClientWatch.self) : nil
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
        // The pipeline of a closed connection is empty.
        guard let watch = try? await watching() else { throw CancellationError() }
        return try await watch.whilePresent(work)
    }

    private func watching() async throws -> ClientWatch {
        if let watch { return watch }
        return try await channel.pipeline.handler(type: ClientWatch.self).get()
    }
}
