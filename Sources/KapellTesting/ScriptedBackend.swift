public import KapellCore
import Synchronization

/// A model that answers what it is told to, one answer a request, and remembers what it was asked.
public final class ScriptedBackend: ModelBackend {
    /// What one request meets.
    public enum Turn: Sendable {
        /// Text in these pieces, then a regular end.
        case text([String])
        /// Text in these pieces, then an error.
        case failure(after: [String], KapellError)
        /// These events, as they are.
        case events([ModelEvent])
    }

    public let model: String
    private let state: Mutex<State>

    private struct State {
        var turns: [Turn]
        var requests: [ModelRequest] = []
    }

    /// - Parameter turns: used in order; a request beyond the last fails.
    public init(model: String = "scripted/model", _ turns: [Turn]) {
        self.model = model
        state = Mutex(State(turns: turns))
    }

    /// Every request so far.
    public var requests: [ModelRequest] { state.withLock { $0.requests } }

    public func stream(_ request: ModelRequest) -> ModelEventStream {
        let turn = state.withLock { state -> Turn? in
            state.requests.append(request)
            return state.turns.isEmpty ? nil : state.turns.removeFirst()
        }
        return ModelEventStream { continuation in
            switch turn {
            case .text(let pieces):
                for piece in pieces { continuation.yield(.text(piece)) }
                continuation.yield(.usage(Self.usage(request, pieces)))
                continuation.yield(.finished(.stop))
                continuation.finish()
            case .failure(let pieces, let error):
                for piece in pieces { continuation.yield(.text(piece)) }
                continuation.finish(throwing: error)
            case .events(let events):
                for event in events { continuation.yield(event) }
                continuation.finish()
            case nil:
                continuation.finish(throwing: KapellError(.internalError, "The script of \(model) has no turn left."))
            }
        }
    }

    public func countTokens(_ text: String) async throws -> Int { text.split(whereSeparator: \.isWhitespace).count }

    private static func usage(_ request: ModelRequest, _ pieces: [String]) -> ModelUsage {
        ModelUsage(
            inputTokens: request.messages.reduce(0) { $0 + $1.content.split(whereSeparator: \.isWhitespace).count },
            outputTokens: pieces.count)
    }
}
