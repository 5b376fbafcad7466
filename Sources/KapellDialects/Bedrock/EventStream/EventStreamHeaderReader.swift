/// Reads the headers of a frame.
struct EventStreamHeaderReader {
    /// The most headers of one frame. Real ones have three to five.
    private static let limit = 1_024

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func all() throws(EventStreamError) -> [EventStreamFrame.Header] {
        var headers: [EventStreamFrame.Header] = []
        while !rest.isEmpty {
            let name = try text(length: Int(try integer(UInt8.self)))
            let isNew = !headers.contains { $0.name == name }
            guard !name.isEmpty, isNew, headers.count < Self.limit else { throw .headers }
            headers.append(.init(name, try value()))
        }
        return headers
    }

    private mutating func value() throws(EventStreamError) -> EventStreamValue {
        switch try integer(UInt8.self) {
        case 0: .bool(true)
        case 1: .bool(false)
        case 2: .byte(try integer(Int8.self))
        case 3: .short(try integer(Int16.self))
        case 4: .integer(try integer(Int32.self))
        case 5: .long(try integer(Int64.self))
        case 6: .bytes(Array(try bytes(Int(try integer(UInt16.self)))))
        case 7: .string(try text(length: Int(try integer(UInt16.self))))
        case 8: .timestamp(try integer(Int64.self))
        case 9: .uuid(Array(try bytes(16)))
        default: throw .headers
        }
    }

    private mutating func bytes(_ count: Int) throws(EventStreamError) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw .headers }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func text(length: Int) throws(EventStreamError) -> String {
        guard let text = String(validating: try bytes(length), as: UTF8.self) else { throw .headers }
        return text
    }

    private mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(EventStreamError) -> Value {
        try bytes(type.bitWidth / 8).reduce(into: 0) { $0 = ($0 << 8) | Value(truncatingIfNeeded: $1) }
    }
}
