import KapellCore

/// The frames of a provider's stream, with errors that name what was wrong.
struct BedrockFrames {
    private var decoder = EventStreamDecoder()

    init() {}

    /// The type and the payload of each event that is complete.
    ///
    /// - Parameter take: gets each event before a later one that is an error is thrown.
    mutating func decode(
        _ bytes: [UInt8], _ take: (String, [UInt8]) throws(KapellError) -> Void
    ) throws(KapellError) {
        let frames: [EventStreamFrame]
        do { frames = try decoder.decode(bytes) } catch { throw .unreadableAnswer("\(error)") }
        for frame in frames {
            if let error = BedrockErrors.error(in: frame) { throw error }
            try take(frame.text(":event-type") ?? "", frame.payload)
        }
    }
}
