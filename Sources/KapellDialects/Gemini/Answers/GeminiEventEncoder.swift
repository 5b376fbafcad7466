import KapellCore
import KapellJSON

/// Writes a streamed answer as server-sent events.
///
/// Calls, whose arguments are whole objects here, are kept until the end and come with the last event.
struct GeminiEventEncoder: DialectEventEncoder {
    private let writer: GeminiAnswerWriter
    private let head = Array(#"data: {"candidates":[{"content":{"parts":[{"text":"#.utf8)
    private let textTail: [UInt8]
    private let thoughtTail: [UInt8]
    private var kept = ModelResponse()
    private var isThinking = false

    init(_ answer: DialectAnswer) {
        writer = GeminiAnswerWriter(answer)
        let model = JSONValue.string(answer.model).serialized()
        let id = JSONValue.string(answer.id).serialized()
        let end = #"}],"role":"model"},"index":0}],"modelVersion":\#(model),"responseId":\#(id)}"# + "\n\n"
        textTail = Array(end.utf8)
        thoughtTail = Array((#","thought":true"# + end).utf8)
    }

    mutating func encode(_ event: ModelEvent) -> [UInt8] {
        switch event {
        case .text(let piece):
            isThinking = false
            return piece.isEmpty ? [] : frame(piece, textTail)
        case .reasoning(let piece):
            isThinking = true
            return piece.isEmpty ? [] : frame(piece, thoughtTail)
        case .signature(let proof, nil):
            guard !proof.isEmpty else { return [] }
            let part: JSONObject = isThinking ? ["text": "", "thought": true] : ["text": ""]
            isThinking = false
            return bytes(writer.chunk([GeminiAnswerWriter.part(part, proof)], reason: nil, usage: nil))
        case .toolArguments, .signature, .usage, .finished:
            kept.apply(event)
            return []
        }
    }

    mutating func finish() -> [UInt8] {
        let (calls, isWhole) = GeminiAnswerWriter.calls(kept.toolCalls)
        let reason = GeminiAnswerWriter.reason(kept.finishReason, callsAreWhole: isWhole)
        return bytes(writer.chunk(calls.isEmpty ? [["text": ""]] : calls, reason: reason, usage: kept.usage))
    }

    mutating func fail(_ error: KapellError) -> [UInt8] { bytes(GeminiErrors.encode(error).body) }

    private func frame(_ text: String, _ tail: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.count + text.utf8.count + tail.count + 8)
        bytes.append(contentsOf: head)
        JSONValue.string(text).serialize(into: &bytes)
        bytes.append(contentsOf: tail)
        return bytes
    }

    private func bytes(_ object: JSONObject) -> [UInt8] {
        var bytes = Array("data: ".utf8)
        JSONValue.object(object).serialize(into: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }
}
