import KapellCore
import KapellJSON

/// Writes a streamed answer as server-sent events, or as one JSON array that grows.
///
/// Calls, whose arguments are whole objects here, are kept until the end and come with the last event.
struct GeminiEventEncoder: DialectEventEncoder {
    private let writer: GeminiAnswerWriter
    private let form: GeminiDialect.StreamForm
    private let head = Array(#"{"candidates":[{"content":{"parts":[{"text":"#.utf8)
    private let textTail: [UInt8]
    private let thoughtTail: [UInt8]
    private var kept = ModelResponse()
    private var isThinking = false
    private var hasBegun = false

    init(_ answer: DialectAnswer, form: GeminiDialect.StreamForm = .events) {
        writer = GeminiAnswerWriter(answer)
        self.form = form
        let model = JSONValue.string(answer.model).serialized()
        let id = JSONValue.string(answer.id).serialized()
        let end = #"}],"role":"model"},"index":0}],"modelVersion":\#(model),"responseId":\#(id)}"#
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
            return bytes(writer.chunk([GeminiAnswerWriter.part(part, proof, ofCall: false)], reason: nil, usage: nil))
        case .toolArguments, .signature, .usage, .finished:
            kept.apply(event)
            return []
        }
    }

    mutating func finish() -> [UInt8] {
        let (calls, isWhole) = GeminiAnswerWriter.calls(kept.toolCalls)
        let reason = GeminiAnswerWriter.reason(kept.finishReason, callsAreWhole: isWhole)
        return bytes(
            writer.chunk(calls.isEmpty ? [["text": ""]] : calls, reason: reason, usage: kept.usage), isLast: true)
    }

    mutating func fail(_ error: KapellError) -> [UInt8] { bytes(GeminiErrors.encode(error).body, isLast: true) }

    private mutating func frame(_ text: String, _ tail: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.count + text.utf8.count + tail.count + 16)
        begin(&bytes)
        bytes.append(contentsOf: head)
        JSONValue.string(text).serialize(into: &bytes)
        bytes.append(contentsOf: tail)
        end(&bytes, isLast: false)
        return bytes
    }

    private mutating func bytes(_ object: JSONObject, isLast: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        begin(&bytes)
        JSONValue.object(object).serialize(into: &bytes)
        end(&bytes, isLast: isLast)
        return bytes
    }

    /// What stands before an event: clients look for `data: ` to the letter.
    private mutating func begin(_ bytes: inout [UInt8]) {
        switch form {
        case .events: bytes.append(contentsOf: "data: ".utf8)
        case .array: bytes.append(contentsOf: (hasBegun ? ",\n" : "[").utf8)
        }
        hasBegun = true
    }

    private func end(_ bytes: inout [UInt8], isLast: Bool) {
        switch form {
        case .events: bytes.append(contentsOf: "\n\n".utf8)
        case .array: bytes.append(contentsOf: (isLast ? "]\n" : "\n").utf8)
        }
    }
}
