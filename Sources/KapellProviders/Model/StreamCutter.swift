import KapellDialects

/// Cuts a stream's bytes into whole events, without reading them: nothing is handed on before its event is complete.
struct StreamCutter {
    enum Form {
        /// Events that end with a blank line.
        case blankLines
        /// One event a line.
        case lines
        /// Frames that begin with their length, 32 bits, big-endian.
        case frames
    }

    let form: Form
    private var held: [UInt8] = []
    /// Of blank lines: whether the line that is open is empty, and whether a CR came last.
    private var isLineEmpty = false
    private var endedWithReturn = false

    init(_ form: Form) { self.form = form }

    init(_ dialect: DialectName) {
        switch dialect {
        case .bedrockConverse, .bedrockInvoke: self.init(.frames)
        case .ollama: self.init(.lines)
        case .openAIChat, .openAIResponses, .anthropic, .gemini, .cohere: self.init(.blankLines)
        }
    }

    /// Bytes of an event that is not complete.
    var heldCount: Int { held.count }

    /// The events that are complete with `bytes`, each with what separates it from the next.
    mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
        switch form {
        case .frames: takeFrames(bytes)
        case .lines: cut(bytes) { byte, _ in byte == 0x0A }
        case .blankLines: cut(bytes) { byte, cutter in cutter.endsEvent(byte) }
        }
    }

    /// What is left when the stream ends.
    mutating func rest() -> [UInt8] {
        defer { held = [] }
        return held
    }

    private mutating func cut(
        _ bytes: [UInt8], at isEnd: (UInt8, inout StreamCutter) -> Bool
    ) -> [[UInt8]] {
        var events: [[UInt8]] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            defer { index += 1 }
            guard isEnd(bytes[index], &self) else { continue }
            // The LF of a CRLF that is there already: clients wait for it.
            if bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
                index += 1
                _ = isEnd(bytes[index], &self)
            }
            if start == 0, index == bytes.count - 1, held.isEmpty { return [bytes] }
            held += bytes[start...index]
            events.append(held)
            held = []
            start = index + 1
        }
        if start < bytes.count { held += bytes[start...] }
        return events
    }

    /// Lines end with LF, CR or CRLF. Of a CRLF that ends an event and is cut in two, the LF goes with the next one,
    /// where readers take it for the second half of the same line end.
    private mutating func endsEvent(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A:
            if endedWithReturn {
                endedWithReturn = false
                return false
            }
            defer { isLineEmpty = true }
            return isLineEmpty
        case 0x0D:
            endedWithReturn = true
            defer { isLineEmpty = true }
            return isLineEmpty
        default:
            endedWithReturn = false
            isLineEmpty = false
            return false
        }
    }

    private mutating func takeFrames(_ bytes: [UInt8]) -> [[UInt8]] {
        held += bytes
        var frames: [[UInt8]] = []
        var start = 0
        while held.count - start >= 4 {
            let length = held[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            // A length that cannot be is handed on with all that there is: the decoder says what is wrong.
            let end = length < 16 || length > DialectLimits.event * 2 ? held.count : start + length
            guard end <= held.count else { break }
            frames.append(Array(held[start..<end]))
            start = end
        }
        held.removeFirst(start)
        return frames
    }
}
