public import KapellCore
import Synchronization

/// A model that answers what it is told to, one answer a request, and remembers what it was asked.
///
/// ```swift
/// let backend = ScriptedBackend([
///     .toolCalls([ModelToolCall(id: "1", name: "stock", arguments: #"{"article": "4711"}"#)]),
///     .text(["Six pieces ", "are in stock."]),
/// ])
/// ```
public final class ScriptedBackend: ModelBackend {
    /// What one request meets.
    public enum Turn: Sendable {
        /// Text in these pieces, then a regular end.
        case text([String])
        /// Text in these pieces, then an error.
        case failure(after: [String], KapellError)
        /// These events, as they are.
        case events([ModelEvent])
        /// These calls, then the end that goes with them.
        case toolCalls([ModelToolCall])
        /// These events, then an error.
        case broken(after: [ModelEvent], KapellError)
        /// These events, then nothing more until the request is cancelled.
        case hang(after: [ModelEvent] = [])
    }

    public let model: String
    public let features: ModelFeatures
    private let remembers: Bool
    private let answer: (@Sendable (ModelRequest, Int) -> Turn?)?
    private let state: Mutex<State>

    private struct State {
        var turns: [Turn]
        var requests: [ModelRequest] = []
        var count = 0
    }

    /// - Parameters:
    ///   - features: what the model can do; by default all but keeping to a schema.
    ///   - remembers: whether ``requests`` are kept.
    ///   - turns: used in order; a request beyond the last fails.
    public init(
        model: String = "scripted/model", features: ModelFeatures = [.tools, .reasoning, .images],
        remembers: Bool = true, _ turns: [Turn]
    ) {
        self.model = model
        self.features = features
        self.remembers = remembers
        answer = nil
        state = Mutex(State(turns: turns))
    }

    /// - Parameter answer: makes what a request meets, given how many came before; `nil` makes it fail.
    public init(
        model: String = "scripted/model", features: ModelFeatures = [.tools, .reasoning, .images],
        remembers: Bool = true, answer: @escaping @Sendable (ModelRequest, Int) -> Turn?
    ) {
        self.model = model
        self.features = features
        self.remembers = remembers
        self.answer = answer
        state = Mutex(State(turns: []))
    }

    /// Every request so far.
    public var requests: [ModelRequest] { state.withLock { $0.requests } }

    /// How many requests there were.
    public var count: Int { state.withLock { $0.count } }

    public func stream(_ request: ModelRequest) -> ModelEventStream {
        do {
            try request.requireSupport(in: features, of: model)
        } catch {
            return ModelEventStream { $0.finish(throwing: error) }
        }
        let (turn, number) = state.withLock { state -> (Turn?, Int) in
            if remembers { state.requests.append(request) }
            state.count += 1
            return (state.turns.isEmpty ? nil : state.turns.removeFirst(), state.count - 1)
        }
        let met = answer.map { $0(request, number) } ?? turn
        return ModelEventStream { continuation in play(met, request, continuation) }
    }

    private func play(_ turn: Turn?, _ request: ModelRequest, _ continuation: ModelEventStream.Continuation) {
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
        case .toolCalls(let calls):
            for (index, call) in calls.enumerated() {
                continuation.yield(
                    .toolArguments(index: index, id: call.id, name: call.name, fragment: call.arguments))
                if let signature = call.signature { continuation.yield(.signature(signature, toolCall: index)) }
            }
            continuation.yield(.finished(.toolCalls))
            continuation.finish()
        case .broken(let events, let error):
            for event in events { continuation.yield(event) }
            continuation.finish(throwing: error)
        case .hang(let events): for event in events { continuation.yield(event) }
        case nil:
            continuation.finish(throwing: KapellError(.internalError, "The script of \(model) has no turn left."))
        }
    }

    public func countTokens(_ text: String) async throws -> Int { text.split(whereSeparator: \.isWhitespace).count }

    private static func usage(_ request: ModelRequest, _ pieces: [String]) -> ModelUsage {
        ModelUsage(
            inputTokens: request.messages.reduce(0) { $0 + $1.content.split(whereSeparator: \.isWhitespace).count },
            outputTokens: pieces.count)
    }
}
