/// Reads one JSON text that lies in memory as a whole.
///
/// There is no recursion: open arrays and objects lie on stacks of the parser's own, so that no input can
/// overflow the thread's stack.
struct JSONParser: ~Copyable {
    /// An array or object that is still open, and where its elements begin on their stack.
    struct Frame {
        var isObject: Bool
        var start: Int
    }

    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    let depthLimit: Int
    var next: UnsafePointer<UInt8>
    var frames = Stack<Frame>(capacity: 32)
    var values = Stack<JSONValue>(capacity: 128)
    var members = Stack<JSONObject.Entry>(capacity: 64)
    var fingerprints = Stack<UInt64>(capacity: 64)
    var decoded = Stack<UInt8>(capacity: 256)

    /// A parser of `bytes`, which must stay in place while it runs.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) throws(JSONError) -> JSONValue {
        do throws(JSONFailure) {
            guard bytes.count <= limits.bytes else { throw JSONFailure(.tooLarge(limit: limits.bytes), at: 0) }
            guard let start = bytes.baseAddress, bytes.count > 0 else { throw JSONFailure(.empty, at: 0) }
            var parser = JSONParser(start: start, count: bytes.count, depthLimit: limits.depth)
            return try parser.document()
        } catch {
            var position = JSONPosition()
            position.advance(over: UnsafeBufferPointer(rebasing: bytes[..<error.offset]))
            throw JSONError(error.reason, at: position)
        }
    }

    init(start: UnsafePointer<UInt8>, count: Int, depthLimit: Int) {
        self.start = start
        self.end = start + count
        self.next = start
        self.depthLimit = depthLimit
    }

    private mutating func document() throws(JSONFailure) -> JSONValue {
        if end - start >= 3, start[0] == 0xEF, start[1] == 0xBB, start[2] == 0xBF { next += 3 }
        reading: while true {
            skipSpace()
            guard next < end else { throw endOfText() }
            var value: JSONValue
            switch next.pointee {
            case UInt8(ascii: "\""):
                value = .string(try string())
            case UInt8(ascii: "{"):
                try open(Frame(isObject: true, start: members.count))
                if next < end, next.pointee == UInt8(ascii: "}") {
                    value = closeObject()
                } else {
                    try key(.keyOrEnd)
                    continue reading
                }
            case UInt8(ascii: "["):
                try open(Frame(isObject: false, start: values.count))
                guard next < end, next.pointee == UInt8(ascii: "]") else { continue reading }
                value = closeArray()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = try number()
            case UInt8(ascii: "t"):
                try literal("true")
                value = .bool(true)
            case UInt8(ascii: "f"):
                try literal("false")
                value = .bool(false)
            case UInt8(ascii: "n"):
                try literal("null")
                value = .null
            default:
                throw misplaced(expectationOfValue())
            }

            // A value has ended. Put it where it belongs, and close what ends with it.
            while frames.count > 0 {
                skipSpace()
                guard next < end else { throw endOfText() }
                let byte = next.pointee
                if frames.base[frames.count - 1].isObject {
                    members.base[members.count - 1].value = value
                    if byte == UInt8(ascii: ",") {
                        next += 1
                        skipSpace()
                        try key(.key)
                        continue reading
                    }
                    guard byte == UInt8(ascii: "}") else { throw misplaced(.commaOrObjectEnd) }
                    value = closeObject()
                } else {
                    values.push(value)
                    if byte == UInt8(ascii: ",") {
                        next += 1
                        continue reading
                    }
                    guard byte == UInt8(ascii: "]") else { throw misplaced(.commaOrArrayEnd) }
                    value = closeArray()
                }
            }
            skipSpace()
            guard next == end else { throw JSONFailure(.trailingContent, at: next - start) }
            return value
        }
    }

    private mutating func open(_ frame: Frame) throws(JSONFailure) {
        guard frames.count < depthLimit else { throw JSONFailure(.tooDeep(limit: depthLimit), at: next - start) }
        frames.push(frame)
        next += 1
        skipSpace()
    }

    private mutating func closeArray() -> JSONValue {
        next += 1
        return .array(values.takeArray(from: frames.pop().start))
    }

    private mutating func closeObject() -> JSONValue {
        next += 1
        let first = frames.pop().start
        let hasTwins = mayHaveTwins(from: first)
        let entries = members.takeArray(from: first)
        fingerprints.drop(from: first)
        return .object(hasTwins ? JSONObject(possibleTwins: entries) : JSONObject(uniqueEntries: entries))
    }

    /// Whether two keys of the object whose members begin at `first` may be the same.
    private func mayHaveTwins(from first: Int) -> Bool {
        let count = fingerprints.count - first
        if count > JSONObject.linearLimit { return true }
        let marks = fingerprints.base + first
        var upper = 1
        while upper < count {
            let mark = marks[upper]
            var lower = 0
            while lower < upper {
                if marks[lower] == mark { return true }
                lower += 1
            }
            upper += 1
        }
        return false
    }

    /// Reads a key and its colon.
    private mutating func key(_ expected: JSONError.Expectation) throws(JSONFailure) {
        guard next < end else { throw endOfText() }
        guard next.pointee == UInt8(ascii: "\"") else { throw misplaced(expected) }
        let key = try keyString()
        skipSpace()
        guard next < end else { throw endOfText() }
        guard next.pointee == UInt8(ascii: ":") else { throw misplaced(.colon) }
        next += 1
        members.push(JSONObject.Entry(key: key, value: .null))
    }

    private mutating func literal(_ word: StaticString) throws(JSONFailure) {
        let length = word.utf8CodeUnitCount
        for place in 0..<length {
            guard next + place < end else { throw endOfText() }
            guard next[place] == word.utf8Start[place] else {
                throw JSONFailure(.invalidLiteral, at: next - start + place)
            }
        }
        next += length
    }

    @inline(__always)
    mutating func skipSpace() {
        while next < end {
            let byte = next.pointee
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            next += 1
        }
    }
}
