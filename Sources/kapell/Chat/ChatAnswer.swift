import KapellCore
import Synchronization

/// An answer as it is written and shown.
final class ChatAnswer: Sendable {
    private let state = Mutex(ModelResponse())

    var response: ModelResponse { state.withLock { $0 } }

    func take(_ event: ModelEvent, isShown: Bool) {
        state.withLock { $0.apply(event) }
        guard isShown else { return }
        switch event {
        case .text(let piece): Terminal.stream(Terminal.plain(piece))
        case .reasoning(let piece): Terminal.stream(Terminal.dim(Terminal.plain(piece)))
        default: break
        }
    }
}
