import KapellCore

/// Reads metadata values; arrays are stepped over.
enum GGUFMetadataReader {
    /// Lengths of the fixed-size types by their numbers; 8 is text and 9 an array.
    private static let sizes: [UInt32: UInt64] = [
        0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8,
    ]

    static func value(
        _ cursor: inout ByteCursor, key: String, _ source: any RandomAccessBytes
    ) throws(KapellError) -> GGUFValue {
        let type = try cursor.read(UInt32.self)
        switch type {
        case 0: return .uint32(UInt32(try cursor.read(UInt8.self)))
        case 1: return .int32(Int32(Int8(bitPattern: try cursor.read(UInt8.self))))
        case 2: return .uint32(UInt32(try cursor.read(UInt16.self)))
        case 3: return .int32(Int32(Int16(bitPattern: try cursor.read(UInt16.self))))
        case 4: return .uint32(try cursor.read(UInt32.self))
        case 5: return .int32(Int32(bitPattern: try cursor.read(UInt32.self)))
        case 6: return .float32(Float(bitPattern: try cursor.read(UInt32.self)))
        case 7: return .bool(try cursor.read(UInt8.self) != 0)
        case 8: return .string(try cursor.readText(limit: 1 << 20) ?? "")
        case 9: return try array(&cursor, key: key, source)
        case 10: return .uint64(try cursor.read(UInt64.self))
        case 11: return .int64(Int64(bitPattern: try cursor.read(UInt64.self)))
        case 12: return .float64(Double(bitPattern: try cursor.read(UInt64.self)))
        default: throw GGUFInspector.corrupt(source, "the metadata key \(key) has the unknown type \(type)")
        }
    }

    private static func array(
        _ cursor: inout ByteCursor, key: String, _ source: any RandomAccessBytes
    ) throws(KapellError) -> GGUFValue {
        let elementType = try cursor.read(UInt32.self)
        let count = try cursor.read(UInt64.self)
        if elementType == 8 {
            guard count <= UInt64(source.count) / 8 else {
                throw GGUFInspector.corrupt(source, "\(key) claims \(count) texts")
            }
            for _ in 0..<count { try cursor.skip(try cursor.read(UInt64.self)) }
        } else if let size = sizes[elementType] {
            let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
            try cursor.skip(overflow ? .max : bytes)
        } else {
            throw GGUFInspector.corrupt(source, "\(key) is an array of the unknown type \(elementType)")
        }
        return .skippedArray(elementType: elementType, count: count)
    }
}
