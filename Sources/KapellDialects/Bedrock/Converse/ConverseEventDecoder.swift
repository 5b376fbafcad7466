import KapellCore
import KapellJSON

/// Reads a stream of ConverseStream.
struct ConverseEventDecoder: LatchedEventDecoder {
    private var frames = BedrockFrames()
    private var reader = Reader()
    var failure: KapellError?

    mutating func read(_ bytes: [UInt8], into events: inout [ModelEvent]) throws(KapellError) {
        if reader.isFinished { return }
        for frame in try frames.decode(bytes) where !reader.isFinished {
            let (type, payload) = try BedrockFrames.event(in: frame)
            guard let event = (try? JSONValue(parsing: payload))?.objectValue else {
                throw .unreadableAnswer("an event is no JSON object")
            }
            events += try reader.take(type, event)
        }
    }

    mutating func readEnd(into events: inout [ModelEvent]) throws(KapellError) { events += try reader.finish() }

    private struct Reader {
        /// The calls by the number of their block, and whether pieces of their input have come.
        private var open: [Int: (call: Int, hasPieces: Bool)] = [:]
        private var calls = 0
        private var reason: FinishReason?
        private var hasUsage = false
        private(set) var isFinished = false

        mutating func take(_ type: String, _ event: JSONObject) throws(KapellError) -> [ModelEvent] {
            let index = event["contentBlockIndex"]?.intValue ?? -1
            switch type {
            case "contentBlockDelta": return try delta(event["delta"]?.objectValue ?? [:], at: index)
            case "contentBlockStart":
                guard let call = event["start"]?["toolUse"]?.objectValue else { return [] }
                if call["type"]?.stringValue == "server_tool_use" {
                    open[index] = (-1, true)
                    return []
                }
                guard calls < DialectLimits.toolCalls else { throw .unreadableAnswer("it holds too many tool calls") }
                let id = call["toolUseId"]?.stringValue ?? ""
                open[index] = (calls, false)
                calls += 1
                return [
                    .toolArguments(
                        index: calls - 1, id: id.isEmpty ? "call_\(calls - 1)" : id,
                        name: call["name"]?.stringValue ?? "", fragment: "")
                ]
            case "contentBlockStop": return stop(index)
            case "messageStop":
                let word = event["stopReason"]?.stringValue ?? ""
                reason = try ConverseAnswer.reason(word, callsTools: calls > 0)
                return hasUsage ? finished() : []
            case "metadata":
                guard let usage = BedrockUsage.usage(event["usage"]) else { return [] }
                hasUsage = true
                return [.usage(usage)] + (reason == nil ? [] : finished())
            default: return []
            }
        }

        private mutating func delta(_ delta: JSONObject, at index: Int) throws(KapellError) -> [ModelEvent] {
            if let text = delta["text"]?.stringValue { return text.isEmpty ? [] : [.text(text)] }
            if let input = delta["toolUse"]?["input"] {
                guard let place = open[index] else {
                    throw .unreadableAnswer("a piece of a tool call came before its beginning")
                }
                let piece = input.stringValue ?? input.serialized()
                guard place.call >= 0, !piece.isEmpty else { return [] }
                open[index] = (place.call, true)
                return [.toolArguments(index: place.call, id: nil, name: nil, fragment: piece)]
            }
            guard let thought = delta["reasoningContent"] else { return [] }
            if let text = thought["text"]?.stringValue { return text.isEmpty ? [] : [.reasoning(text)] }
            if let signature = thought["signature"]?.stringValue {
                return signature.isEmpty ? [] : [.signature(signature)]
            }
            guard let blob = thought["redactedContent"]?.stringValue else { return [] }
            return [.signature(OpaqueReasoning.signature(data: BedrockBlob.data(blob)))]
        }

        private mutating func stop(_ index: Int) -> [ModelEvent] {
            guard let place = open.removeValue(forKey: index), !place.hasPieces else { return [] }
            return [.toolArguments(index: place.call, id: nil, name: nil, fragment: "{}")]
        }

        private mutating func finished() -> [ModelEvent] {
            isFinished = true
            let rest = open.keys.sorted().flatMap { stop($0) }
            return rest + [.finished(reason ?? .stop)]
        }

        /// - Throws: `network` where the answer was cut.
        mutating func finish() throws(KapellError) -> [ModelEvent] {
            if isFinished { return [] }
            guard reason != nil else { throw .cutStream() }
            return finished()
        }
    }
}
