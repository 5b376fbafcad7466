import KapellCore
import KapellJSON

/// Writes a streamed answer as Anthropic's events, as server-sent events or in Bedrock's frames.
struct AnthropicEventEncoder: DialectEventEncoder {
    enum Framing {
        case serverSentEvents
        case bedrock
    }

    private let answer: DialectAnswer
    private let framing: Framing
    private var blocks = BlockSequencer()
    private var usage = ModelUsage()
    private var reason = FinishReason.stop
    private var hasStarted = false

    init(_ answer: DialectAnswer, framing: Framing) {
        self.answer = answer
        self.framing = framing
    }

    mutating func encode(_ event: ModelEvent) -> [UInt8] {
        var bytes: [UInt8] = []
        switch event {
        case .usage(let total):
            usage = total
            start(&bytes)
        case .finished(let reason): self.reason = reason
        default:
            start(&bytes)
            let (answer, framing) = (answer, framing)
            blocks.take(event) { Self.write($0, at: $1, answer, framing, to: &bytes) }
        }
        return bytes
    }

    mutating func finish() -> [UInt8] {
        var bytes: [UInt8] = []
        start(&bytes)
        let (answer, framing) = (answer, framing)
        blocks.finish { Self.write($0, at: $1, answer, framing, to: &bytes) }
        let delta: JSONObject = [
            "type": "message_delta",
            "delta": ["stop_reason": .string(AnthropicFinish.word(reason)), "stop_sequence": .null],
            "usage": .object(AnthropicUsage.json(usage, isTotal: true)),
        ]
        framing.append("message_delta", delta, to: &bytes)
        var stop: JSONObject = ["type": "message_stop"]
        if framing == .bedrock { stop["amazon-bedrock-invocationMetrics"] = .object(BedrockUsage.metrics(usage)) }
        framing.append("message_stop", stop, to: &bytes)
        return bytes
    }

    func fail(_ error: KapellError) -> [UInt8] {
        var bytes: [UInt8] = []
        switch framing {
        case .serverSentEvents: framing.append("error", AnthropicErrors.encode(error).body, to: &bytes)
        case .bedrock: BedrockErrors.append(error, knowsTimeout: true, to: &bytes)
        }
        return bytes
    }

    private mutating func start(_ bytes: inout [UInt8]) {
        guard !hasStarted else { return }
        hasStarted = true
        var counts = usage
        counts.outputTokens = 0
        counts.reasoningTokens = 0
        let message: JSONObject = [
            "id": .string(AnthropicAnswer.id(answer)), "type": "message", "role": "assistant",
            "model": .string(answer.model), "content": [], "stop_reason": .null, "stop_sequence": .null,
            "usage": .object(AnthropicUsage.json(counts)),
        ]
        framing.append("message_start", ["type": "message_start", "message": .object(message)], to: &bytes)
    }

    private static func write(
        _ step: BlockSequencer.Step, at index: Int, _ answer: DialectAnswer, _ framing: Framing,
        to bytes: inout [UInt8]
    ) {
        switch step {
        case .text(let piece): framing.append(delta: "text_delta", "text", piece, index, to: &bytes)
        case .reasoning(let piece): framing.append(delta: "thinking_delta", "thinking", piece, index, to: &bytes)
        case .signature(let proof): framing.append(delta: "signature_delta", "signature", proof, index, to: &bytes)
        case .arguments(let piece): framing.append(delta: "input_json_delta", "partial_json", piece, index, to: &bytes)
        case .openText: framing.append(start: ["type": "text", "text": ""], index, to: &bytes)
        case .openReasoning:
            framing.append(start: ["type": "thinking", "thinking": "", "signature": ""], index, to: &bytes)
        case .redacted(let data):
            framing.append(start: ["type": "redacted_thinking", "data": .string(data)], index, to: &bytes)
            framing.append(stop: index, to: &bytes)
        case .openCall(let call, let id, let name):
            let id = id.isEmpty ? AnthropicAnswer.callID(answer, call) : id
            let block: JSONObject = ["type": "tool_use", "id": .string(id), "name": .string(name), "input": [:]]
            framing.append(start: block, index, to: &bytes)
        case .close: framing.append(stop: index, to: &bytes)
        }
    }
}
