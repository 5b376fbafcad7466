import KapellChatTemplates
import KapellCore

/// Where an answer goes.
struct AnswerOutlet: Sendable {
    /// An event, and the tokens that brought its text, where these are asked for.
    let tell: @Sendable (ModelEvent, [TokenDetail]) -> Void
    /// The last call.
    let finish: @Sendable ((any Error)?) -> Void

    init(_ continuation: ModelEventStream.Continuation) {
        tell = { event, _ in continuation.yield(event) }
        finish = { continuation.finish(throwing: $0) }
    }

    init(_ continuation: AsyncThrowingStream<RatedEvent, any Error>.Continuation) {
        tell = { continuation.yield(RatedEvent(event: $0, tokens: $1)) }
        finish = { continuation.finish(throwing: $0) }
    }
}

/// Tells a request what the engine writes for it. Used on the engine's thread only, once it has the request.
final class AnswerWriter: @unchecked Sendable {  // lock: none needed, it belongs to the engine's thread
    private var reader: ToolCallReader?
    private let check: (@Sendable (String) -> String?)?
    private let outlet: AnswerOutlet
    private let vocabulary: Vocabulary
    private var usage = ModelUsage()
    private var text = ""
    private var calls = 0
    private var failure: KapellError?
    /// Tokens whose text has not come out yet.
    private var rated: [TokenDetail] = []

    /// - Parameters:
    ///   - reader: finds thoughts and calls in what is written.
    ///   - check: looks at a whole answer; says what is wrong with it.
    init(
        _ reader: ToolCallReader?, _ check: (@Sendable (String) -> String?)?,
        _ outlet: AnswerOutlet, _ vocabulary: Vocabulary
    ) {
        self.reader = reader
        self.check = check
        self.outlet = outlet
        self.vocabulary = vocabulary
    }

    func take(_ event: GenerationEvent) {
        usage.take(event)
        switch event {
        case .read:
            // Whoever cuts the answer off knows this much.
            outlet.tell(.usage(usage), [])
        case .wrote(let piece, let likelihood):
            if check != nil { text += piece }
            if let likelihood { rated.append(TokenDetail(likelihood, vocabulary)) }
            if reader == nil {
                if !piece.isEmpty { tell(.text(piece)) }
            } else if let events = reader?.append(piece) {
                for event in events { tell(event) }
            }
        case .ended(let reason, _):
            for event in reader?.finish() ?? [] { tell(event) }
            outlet.tell(.usage(usage), [])
            // What was cut off by the limit is not whole, and is said to be so.
            if let failure, reason == .stop {
                outlet.finish(failure)
                return
            }
            if reason == .stop, let fault = check?(text) {
                outlet.finish(KapellError(.model, "The answer has not the form that was asked for. \(fault)"))
                return
            }
            outlet.tell(.finished(calls > 0 && reason == .stop ? .toolCalls : reason), [])
            outlet.finish(nil)
        case .failed(let error, _):
            outlet.tell(.usage(usage), [])
            outlet.finish(error)
        }
    }
}

extension AnswerWriter {
    private func tell(_ event: ToolCallEvent) {
        switch event {
        case .text(let piece):
            outlet.tell(.text(piece), rated)
            rated = []
        case .reasoning(let piece):
            // Only tokens of the answer's own text are told.
            rated = []
            outlet.tell(.reasoning(piece), [])
        case .callBegan(let index, let name, let id):
            calls += 1
            rated = []
            outlet.tell(.toolArguments(index: index, id: id ?? Self.newID(), name: name, fragment: ""), [])
        case .argumentsDelta(let index, let piece):
            rated = []
            outlet.tell(.toolArguments(index: index, id: nil, name: nil, fragment: piece), [])
        case .callEnded: break
        case .callFailed(_, let reason):
            failure =
                failure
                ?? KapellError(
                    .model, "The model began to call a tool, and did not end well: \(reason)",
                    remedy: "Ask again, or force a call with `tool_choice`: its form is kept to then.",
                    isRetryable: true)
        }
    }

    private static func newID() -> String {
        let number = UInt64.random(in: .min ... .max)
        return "call_" + String(number, radix: 36)
    }
}
