import KapellCore
import KapellJSON

/// Writes a streamed answer as lines of JSON.
///
/// Calls, whose arguments are whole objects here, are kept until the end and come in the line before the last.
struct OllamaEventEncoder: DialectEventEncoder {
    private let writer: OllamaAnswerWriter
    private let textHead: [UInt8]
    private let thoughtHead: [UInt8]
    private let tail: [UInt8]
    private var kept = ModelResponse()

    init(_ writer: OllamaAnswerWriter) {
        self.writer = writer
        let model = JSONValue.string(writer.model).serialized()
        let head = #"{"model":\#(model),"created_at":"\#(writer.created)","#
        switch writer.route {
        case .chat:
            textHead = Array((head + #""message":{"role":"assistant","content":"#).utf8)
            thoughtHead = Array((head + #""message":{"role":"assistant","content":"","thinking":"#).utf8)
            tail = Array("},\"done\":false}\n".utf8)
        case .generate:
            textHead = Array((head + #""response":"#).utf8)
            thoughtHead = Array((head + #""response":"","thinking":"#).utf8)
            tail = Array(",\"done\":false}\n".utf8)
        }
    }

    mutating func encode(_ event: ModelEvent) -> [UInt8] {
        switch event {
        case .text(let piece): return piece.isEmpty ? [] : line(textHead, piece)
        case .reasoning(let piece): return piece.isEmpty ? [] : line(thoughtHead, piece)
        case .toolArguments, .signature, .usage, .finished:
            kept.apply(event)
            return []
        }
    }

    mutating func finish() -> [UInt8] {
        let (calls, isWhole) = OllamaAnswerWriter.calls(kept.toolCalls)
        var bytes: [UInt8] = []
        if !calls.isEmpty {
            var line = writer.line(text: "", calls: calls)
            line["done"] = false
            append(line, to: &bytes)
        }
        var last = writer.line(text: "")
        writer.end(&last, kept.finishReason, callsAreWhole: isWhole, kept.usage)
        append(last, to: &bytes)
        return bytes
    }

    mutating func fail(_ error: KapellError) -> [UInt8] {
        var bytes: [UInt8] = []
        append(["error": .string(OpenAIErrors.message(of: error))], to: &bytes)
        return bytes
    }

    private func line(_ head: [UInt8], _ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.count + text.utf8.count + tail.count + 8)
        bytes.append(contentsOf: head)
        JSONValue.string(text).serialize(into: &bytes)
        bytes.append(contentsOf: tail)
        return bytes
    }

    private func append(_ object: JSONObject, to bytes: inout [UInt8]) {
        JSONValue.object(object).serialize(into: &bytes)
        bytes.append(0x0A)
    }
}
