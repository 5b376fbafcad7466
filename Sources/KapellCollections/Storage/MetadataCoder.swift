internal import KapellCore
internal import KapellVectors

/// Metadata in the form that ``ChangeCoder`` describes. Types of values: 0 null, 1 false, 2 true, 3 integer (8), 4
/// number (8), 5 text, 6 date (8), 7 array: the number of elements (4) and the elements.
enum MetadataCoder {
    static func write(_ metadata: Metadata, to writer: inout BinaryWriter) {
        writer.append(UInt32(truncatingIfNeeded: metadata.count))
        for (name, value) in metadata.fields {
            writer.append(name)
            write(value, to: &writer)
        }
    }

    private static func write(_ value: MetadataValue, to writer: inout BinaryWriter) {
        switch value {
        case .null: writer.append(UInt8(0))
        case .boolean(let flag): writer.append(UInt8(flag ? 2 : 1))
        case .integer(let number):
            writer.append(UInt8(3))
            writer.append(number)
        case .number(let number):
            writer.append(UInt8(4))
            writer.append(number.bitPattern)
        case .string(let text):
            writer.append(UInt8(5))
            writer.append(text)
        case .date(let milliseconds):
            writer.append(UInt8(6))
            writer.append(milliseconds)
        case .array(let elements):
            writer.append(UInt8(7))
            writer.append(UInt32(truncatingIfNeeded: elements.count))
            for element in elements { write(element, to: &writer) }
        }
    }

    static func read(_ reader: inout BinaryReader) throws(KapellError) -> Metadata {
        var fields: [(String, MetadataValue)] = []
        for _ in 0..<(try reader.count(of: 5)) {
            let name = try reader.text()
            fields.append((name, try value(&reader, isElement: false)))
        }
        do throws(MetadataError) {
            // What was accepted once is not refused by other limits.
            return try Metadata(fields, limits: MetadataLimits(fields: .max, nameBytes: .max, bytes: .max))
        } catch {
            throw reader.damaged(error.description)
        }
    }

    private static func value(_ reader: inout BinaryReader, isElement: Bool) throws(KapellError) -> MetadataValue {
        switch try reader.next(UInt8.self) {
        case 0: return .null
        case 1: return .boolean(false)
        case 2: return .boolean(true)
        case 3: return .integer(try reader.next(Int64.self))
        case 4: return .number(Double(bitPattern: try reader.next(UInt64.self)))
        case 5: return .string(try reader.text())
        case 6: return .date(try reader.next(Int64.self))
        case 7 where !isElement:
            var elements: [MetadataValue] = []
            for _ in 0..<(try reader.count(of: 1)) { elements.append(try value(&reader, isElement: true)) }
            return .array(elements)
        default: throw reader.damaged("a value has an unknown type")
        }
    }
}
