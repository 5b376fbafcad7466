import KapellCore
import KapellJSON

/// Writes a streamed answer as ConverseStream does.
struct ConverseEventEncoder: DialectEventEncoder {
    private let answer: DialectAnswer
    private var blocks = BlockSequencer()
    private var usage = ModelUsage()
    private var reason = FinishReason.stop
    private var hasStarted = false

    init(_ answer: DialectAnswer) { self.answer = answer }

    mutating func encode(_ event: ModelEvent) -> [UInt8] {
        var bytes = start()
        switch event {
        case .usage(let total): usage = total
        case .finished(let reason): self.reason = reason
        default: blocks.take(event) { [answer] in Self.write($0, at: $1, answer, to: &bytes) }
        }
        return bytes
    }

    mutating func finish() -> [UInt8] {
        var bytes = start()
        blocks.finish { [answer] in Self.write($0, at: $1, answer, to: &bytes) }
        Event.messageStop.append(["stopReason": .string(ConverseAnswer.finishWord(reason))], to: &bytes)
        Event.metadata.append(
            ["usage": .object(BedrockUsage.json(usage)), "metrics": ["latencyMs": 0]], to: &bytes)
        return bytes
    }

    func fail(_ error: KapellError) -> [UInt8] {
        var bytes: [UInt8] = []
        BedrockErrors.append(error, knowsTimeout: false, to: &bytes)
        return bytes
    }

    private mutating func start() -> [UInt8] {
        guard !hasStarted else { return [] }
        hasStarted = true
        var bytes: [UInt8] = []
        Event.messageStart.append(["role": "assistant"], to: &bytes)
        return bytes
    }

    /// The types of events, with the headers of their frames.
    private struct Event {
        static let messageStart = Event("messageStart")
        static let blockStart = Event("contentBlockStart")
        static let blockDelta = Event("contentBlockDelta")
        static let blockStop = Event("contentBlockStop")
        static let messageStop = Event("messageStop")
        static let metadata = Event("metadata")

        let headers: [UInt8]

        init(_ name: String) {
            headers = EventStreamFrame.encodedHeaders([
                (":event-type", name), (":content-type", "application/json"), (":message-type", "event"),
            ])
        }

        func append(_ event: JSONObject, to bytes: inout [UInt8]) {
            EventStreamFrame.append(headers: headers, payload: JSONValue.object(event).serializedBytes(), to: &bytes)
        }

        /// A piece of a block: the text stands between `before` and `after`. No object is made for it.
        func append(
            _ before: StaticString, _ piece: String, _ after: StaticString, _ index: Int, to bytes: inout [UInt8]
        ) {
            var payload: [UInt8] = []
            payload += #"{"contentBlockIndex":"#.utf8
            payload += String(index).utf8
            payload += #","delta":"#.utf8
            payload += UnsafeBufferPointer(start: before.utf8Start, count: before.utf8CodeUnitCount)
            JSONValue.string(piece).serialize(into: &payload)
            payload += UnsafeBufferPointer(start: after.utf8Start, count: after.utf8CodeUnitCount)
            payload += "}".utf8
            EventStreamFrame.append(headers: headers, payload: payload, to: &bytes)
        }
    }

    private static func write(
        _ step: BlockSequencer.Step, at index: Int, _ answer: DialectAnswer, to bytes: inout [UInt8]
    ) {
        let delta = Event.blockDelta
        switch step {
        case .openText, .openReasoning: break
        case .text(let piece): delta.append(#"{"text":"#, piece, "}", index, to: &bytes)
        case .reasoning(let piece): delta.append(#"{"reasoningContent":{"text":"#, piece, "}}", index, to: &bytes)
        case .signature(let proof): delta.append(#"{"reasoningContent":{"signature":"#, proof, "}}", index, to: &bytes)
        case .redacted(let data):
            let blob = BedrockBlob.blob(data)
            delta.append(#"{"reasoningContent":{"redactedContent":"#, blob, "}}", index, to: &bytes)
            Event.blockStop.append(["contentBlockIndex": .integer(Int64(index))], to: &bytes)
        case .openCall(let call, let id, let name):
            let id = id.isEmpty ? ConverseAnswer.callID(answer, call) : id
            let start: JSONObject = ["toolUse": ["toolUseId": .string(id), "name": .string(name)]]
            Event.blockStart.append(
                ["contentBlockIndex": .integer(Int64(index)), "start": .object(start)], to: &bytes)
        case .arguments(let piece): delta.append(#"{"toolUse":{"input":"#, piece, "}}", index, to: &bytes)
        case .close: Event.blockStop.append(["contentBlockIndex": .integer(Int64(index))], to: &bytes)
        }
    }
}
