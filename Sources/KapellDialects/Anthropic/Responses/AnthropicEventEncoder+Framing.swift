import KapellCore
import KapellJSON

extension AnthropicEventEncoder.Framing {
    func append(_ name: String, _ event: JSONObject, to bytes: inout [UInt8]) {
        append(name, to: &bytes) { JSONValue.object(event).serialize(into: &$0) }
    }

    func append(start block: JSONObject, _ index: Int, to bytes: inout [UInt8]) {
        let event: JSONObject = [
            "type": "content_block_start", "index": .integer(Int64(index)), "content_block": .object(block),
        ]
        append("content_block_start", event, to: &bytes)
    }

    func append(stop index: Int, to bytes: inout [UInt8]) {
        append("content_block_stop", ["type": "content_block_stop", "index": .integer(Int64(index))], to: &bytes)
    }

    /// A piece of a block; by far the most frequent event, so that no object is made for it.
    func append(delta type: StaticString, _ key: StaticString, _ piece: String, _ index: Int, to bytes: inout [UInt8]) {
        append("content_block_delta", to: &bytes) { bytes in
            bytes += #"{"type":"content_block_delta","index":"#.utf8
            bytes += String(index).utf8
            bytes += #","delta":{"type":""#.utf8
            bytes += UnsafeBufferPointer(start: type.utf8Start, count: type.utf8CodeUnitCount)
            bytes += #"",""#.utf8
            bytes += UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
            bytes += #"":"#.utf8
            JSONValue.string(piece).serialize(into: &bytes)
            bytes += "}}".utf8
        }
    }

    private func append(_ name: String, to bytes: inout [UInt8], _ write: (inout [UInt8]) -> Void) {
        switch self {
        case .serverSentEvents:
            bytes += "event: ".utf8
            bytes += name.utf8
            bytes += "\ndata: ".utf8
            write(&bytes)
            bytes += "\n\n".utf8
        case .bedrock:
            var event: [UInt8] = []
            write(&event)
            BedrockChunk.append(event, to: &bytes)
        }
    }
}
