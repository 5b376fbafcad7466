import KapellChatTemplates
import KapellCore

/// Tells a request what the engine writes for it. Used on the engine's thread only, once it has the request.
final class AnswerWriter: @unchecked Sendable {  // lock: none needed, it belongs to the engine's thread
    private var reader: ToolCallReader?
    private let check: (@Sendable (String) -> String?)?
    private let continuation: ModelEventStream.Continuation
    private var usage = ModelUsage()
    private var text = ""
    private var calls = 0
    private var failure: KapellError?

    /// - Parameters:
    ///   - reader: finds thoughts and calls in what is written.
    ///   - check: looks at a whole answer; says what is wrong with it.
    init(
        _ reader: ToolCallReader?, _ check: (@Sendable (String) -> String?)?,
        _ continuation: ModelEventStream.Continuation
    ) {
        self.reader = reader
        self.check = check
        self.continuation = continuation
    }

    func take(_ event: GenerationEvent) {
        usage.take(event)
        switch event {
        case .read:
            // Whoever cuts the answer off knows this much.
            continuation.yield(.usage(usage))
        case .wrote(let piece, _):
            if check != nil { text += piece }
            if reader == nil {
                if !piece.isEmpty { continuation.yield(.text(piece)) }
            } else if let events = reader?.append(piece) {
                for event in events { tell(event) }
            }
        case .ended(let reason, _):
            for event in reader?.finish() ?? [] { tell(event) }
            continuation.yield(.usage(usage))
            // What was cut off by the limit is not whole, and is said to be so.
            if let failure, reason == .stop {
                continuation.finish(throwing: failure)
                return
            }
            if reason == .stop, let fault = check?(text) {
                continuation.finish(
                    throwing: KapellError(.model, "The answer has not the form that was asked for. \(fault)"))
                return
            }
            continuation.yield(.finished(calls > 0 && reason == .stop ? .toolCalls : reason))
            continuation.finish()
        case .failed(let error, _):
            continuation.yield(.usage(usage))
            continuation.finish(throwing: error)
        }
    }
}

extension AnswerWriter {
    private func tell(_ event: ToolCallEvent) {
        switch event {
        case .text(let piece): continuation.yield(.text(piece))
        case .reasoning(let piece): continuation.yield(.reasoning(piece))
        case .callBegan(let index, let name, let id):
            calls += 1
            continuation.yield(
                .toolArguments(index: index, id: id ?? Self.newID(), name: name, fragment: ""))
        case .argumentsDelta(let index, let piece):
            continuation.yield(.toolArguments(index: index, id: nil, name: nil, fragment: piece))
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
