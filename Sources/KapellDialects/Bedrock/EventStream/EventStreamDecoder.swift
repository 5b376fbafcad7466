/// Takes an AWS event stream apart, piece by piece. The pieces may be cut anywhere.
public struct EventStreamDecoder: Sendable {
    private var buffer: [UInt8] = []
    /// Where the next frame begins in `buffer`.
    private var start = 0
    /// Whether the lengths of the frame at `start` have been checked.
    private var knowsPrelude = false
    private var failure: EventStreamError?

    public init() {}

    /// Whether no part of a frame waits for the rest.
    public var isBetweenFrames: Bool { start == buffer.count }

    /// Takes the next piece and returns the frames that are complete with it.
    ///
    /// - Throws: what is wrong with the first frame that is none, also on every further call. The frames before it are
    ///   lost with it: a stream with a wrong checksum is not to be trusted.
    public mutating func decode(_ bytes: [UInt8]) throws(EventStreamError) -> [EventStreamFrame] {
        if let failure { throw failure }
        if start == buffer.count {
            buffer = bytes
            start = 0
        } else {
            if start > 65_536 {
                buffer.removeFirst(start)
                start = 0
            }
            buffer += bytes
        }
        var frames: [EventStreamFrame] = []
        do throws(EventStreamError) {
            while let frame = try next() { frames.append(frame) }
        } catch {
            failure = error
            buffer = []
            start = 0
            throw error
        }
        return frames
    }

    private mutating func next() throws(EventStreamError) -> EventStreamFrame? {
        let rest = buffer.count - start
        guard rest >= EventStreamFrame.preludeLength else { return nil }
        let total = Int(word(at: start))
        let headers = Int(word(at: start + 4))
        if !knowsPrelude {
            guard CRC32.checksum(of: buffer[start..<start + 8]) == word(at: start + 8) else { throw .preludeChecksum }
            let payload = total - headers - EventStreamFrame.overhead
            guard headers <= EventStreamFrame.headersLimit, payload >= 0, payload <= EventStreamFrame.payloadLimit
            else {
                throw .length
            }
            knowsPrelude = true
        }
        guard rest >= total else { return nil }
        let end = start + total - 4
        guard CRC32.checksum(of: buffer[start..<end]) == word(at: end) else { throw .messageChecksum }
        let body = start + EventStreamFrame.preludeLength
        var reader = EventStreamHeaderReader(buffer[body..<body + headers])
        let frame = EventStreamFrame(headers: try reader.all(), payload: Array(buffer[body + headers..<end]))
        start = end + 4
        knowsPrelude = false
        return frame
    }

    private func word(at position: Int) -> UInt32 {
        UInt32(buffer[position]) << 24 | UInt32(buffer[position + 1]) << 16 | UInt32(buffer[position + 2]) << 8
            | UInt32(buffer[position + 3])
    }
}
