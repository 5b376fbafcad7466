/// Writes values as JSON in UTF-8. Open arrays and objects lie on a stack of the writer's own.
struct JSONWriter {
    /// An array or object that is being written, and how far.
    private enum Open {
        case array([JSONValue], Int)
        case object([JSONObject.Entry], Int)
    }

    var bytes: [UInt8]
    let isPretty: Bool
    private var open: [Open] = []

    init(into bytes: consuming [UInt8] = [], isPretty: Bool) {
        self.bytes = bytes
        self.isPretty = isPretty
    }

    mutating func write(_ value: JSONValue) {
        begin(value)
        while let last = open.popLast() {
            switch last {
            case .array(let elements, let position): write(elements, from: position)
            case .object(let entries, let position): write(entries, from: position)
            }
        }
    }

    /// Writes elements up to the end of the array, or up to one that opens a new array or object.
    private mutating func write(_ elements: [JSONValue], from start: Int) {
        let depth = open.count
        for position in start..<elements.count {
            separate(position, depth: depth + 1)
            if elements[position].isContainer {
                open.append(.array(elements, position + 1))
                return begin(elements[position])
            }
            begin(elements[position])
        }
        breakLine(depth: depth)
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes keys and values up to the end of the object, or up to a value that opens a new array or object.
    private mutating func write(_ entries: [JSONObject.Entry], from start: Int) {
        let depth = open.count
        for position in start..<entries.count {
            separate(position, depth: depth + 1)
            write(entries[position].key)
            bytes.append(UInt8(ascii: ":"))
            if isPretty { bytes.append(UInt8(ascii: " ")) }
            if entries[position].value.isContainer {
                open.append(.object(entries, position + 1))
                return begin(entries[position].value)
            }
            begin(entries[position].value)
        }
        breakLine(depth: depth)
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes a scalar, or the beginning of an array or object.
    private mutating func begin(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): write(magnitude: value.magnitude, isNegative: value < 0)
        case .unsigned(let value): write(magnitude: value, isNegative: false)
        case .number(let value): write(value)
        case .string(let value): write(value)
        case .array(let elements):
            if elements.isEmpty {
                append("[]")
            } else {
                bytes.append(UInt8(ascii: "["))
                open.append(.array(elements, 0))
            }
        case .object(let object):
            if object.isEmpty {
                append("{}")
            } else {
                bytes.append(UInt8(ascii: "{"))
                open.append(.object(object.entries, 0))
            }
        }
    }

    private mutating func separate(_ position: Int, depth: Int) {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        breakLine(depth: depth)
    }

    private mutating func breakLine(depth: Int) {
        guard isPretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth {
            bytes.append(UInt8(ascii: " "))
            bytes.append(UInt8(ascii: " "))
        }
    }

    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

extension JSONValue {
    /// Whether this is an array or object.
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}
