import KapellJSON

/// The frames of InvokeModelWithResponseStream: each holds one event of the model's own, in base64.
enum BedrockChunk {
    private static let headers = EventStreamFrame.encodedHeaders([
        (":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event"),
    ])

    static func append(_ event: [UInt8], to bytes: inout [UInt8]) {
        let payload = [UInt8](#"{"bytes":""#.utf8) + Base64.encode(event).utf8 + #""}"#.utf8
        EventStreamFrame.append(headers: headers, payload: payload, to: &bytes)
    }

    /// The event in a frame's payload; `nil` where there is none.
    static func event(in payload: [UInt8]) -> JSONObject? {
        guard let text = (try? JSONValue(parsing: payload))?["bytes"]?.stringValue, let event = Base64.decode(text)
        else { return nil }
        return (try? JSONValue(parsing: event))?.objectValue
    }
}
