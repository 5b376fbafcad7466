import KapellCore
public import KapellDialects
import KapellJSON
import Synchronization

/// A stream of images that passes through, whole events at a time. One task reads it; whoever stops lets it go, and the
/// connection is closed.
public final class ProviderImageStream: Sendable {
    private let body: TransportBody
    private let redactor: Redactor
    /// Images that were asked for.
    private let images: Int
    private let state = Mutex(State())

    private struct State {
        var cutter = StreamCutter(.blankLines)
        var decoder = SSEDecoder()
        var ready: [[UInt8]] = []
        var usage: ImageUsage?
        var wrote = false
        var isOver = false
        var failure: ProviderFailure?
    }

    init(_ body: TransportBody, _ redactor: Redactor, images: Int) {
        self.body = body
        self.redactor = redactor
        self.images = images
    }

    /// What the finished images took so far; `nil` before the first.
    public var usage: ImageUsage? { state.withLock { $0.usage } }

    /// Waits for the first event, so that what fails before it can be tried elsewhere.
    func begin() async throws(ProviderFailure) {
        while state.withLock({ $0.ready.isEmpty && !$0.isOver }) { try await read() }
        if let failure = state.withLock({ $0.ready.isEmpty ? $0.failure : nil }) { throw failure }
    }

    /// The next bytes, never none; `nil` at the end.
    ///
    /// - Throws: what ended the stream before all images were finished: the provider's error, `timeout`, `network`,
    ///   `cancelled`; `model` for a stream that just ends.
    public func next() async throws(ProviderFailure) -> [UInt8]? {
        while true {
            let (bytes, failure, isOver) = state.withLock { state -> ([UInt8]?, ProviderFailure?, Bool) in
                if !state.ready.isEmpty { return (state.ready.removeFirst(), nil, false) }
                return (nil, state.failure, state.isOver)
            }
            if let bytes { return bytes }
            if let failure { throw failure }
            if isOver { return nil }
            try await read()
        }
    }

    private func read() async throws(ProviderFailure) {
        let bytes: [UInt8]?
        do throws(ProviderFailure) { bytes = try await body.call.next() } catch {
            return state.withLock { state in
                // A broken connection after the last image is no loss.
                let isLost = !isWhole(state) || error.error.code != .network
                end(&state, isLost ? error : nil)
            }
        }
        let hasNew = state.withLock { state -> Bool in
            guard let bytes else {
                let failure = isWhole(state) ? nil : cut
                end(&state, failure)
                return false
            }
            let before = state.ready.count
            for event in state.cutter.take(bytes) where !take(event, &state) { break }
            return state.ready.count > before
        }
        if hasNew { body.call.noteToken() }
    }

    /// False where the stream is over with this event.
    private func take(_ event: [UInt8], _ state: inout State) -> Bool {
        do throws(KapellError) {
            let decoded: [SSEEvent]
            do { decoded = try state.decoder.decode(event) } catch { throw .unreadableAnswer("an event is too large") }
            for event in decoded where event.data != "[DONE]" {
                if case .image(let usage) = try OpenAIImages().event(event.data) {
                    state.usage = state.usage.map { $0.adding(usage) } ?? usage
                }
            }
        } catch {
            let isRefusal = !state.wrote && error.code != .model
            let failure = ProviderFailure(
                redactor.redacted(error), mayHaveBeenBilled: !isRefusal, reachedProvider: true)
            end(&state, failure)
            body.call.abandon()
            return false
        }
        state.wrote = true
        state.ready.append(event)
        return true
    }

    private func isWhole(_ state: State) -> Bool { state.usage.map { $0.images >= images } ?? false }

    private var cut: ProviderFailure {
        ProviderFailure(
            KapellError(.model, "The stream ended before the images were finished.", isRetryable: true),
            mayHaveBeenBilled: true, reachedProvider: true)
    }

    private func end(_ state: inout State, _ failure: ProviderFailure?) {
        state.isOver = true
        state.failure = failure
    }
}

extension ImageUsage {
    fileprivate func adding(_ more: ImageUsage) -> ImageUsage {
        ImageUsage(
            tokens: tokens.map { $0 + (more.tokens ?? ModelUsage()) } ?? more.tokens,
            imageInputTokens: imageInputTokens.clampedAdding(more.imageInputTokens),
            imageOutputTokens: imageOutputTokens.clampedAdding(more.imageOutputTokens),
            images: images.clampedAdding(more.images))
    }
}
