import KapellCore

/// The frames of a provider's stream, with errors that name what was wrong.
struct BedrockFrames {
    private var decoder = EventStreamDecoder()

    init() {}

    mutating func decode(_ bytes: [UInt8]) throws(KapellError) -> [EventStreamFrame] {
        do { return try decoder.decode(bytes) } catch { throw .unreadableAnswer("\(error)") }
    }

    /// The type and the payload of an event.
    ///
    /// - Throws: the error that the frame is.
    static func event(in frame: EventStreamFrame) throws(KapellError) -> (type: String, payload: [UInt8]) {
        if let error = BedrockErrors.error(in: frame) { throw error }
        return (frame.text(":event-type") ?? "", frame.payload)
    }
}
