/// A value that goes to the server beside a statement, never within its text.
package enum PostgresParameter: Sendable, Hashable {
    case null
    /// Without U+0000, which the server has no room for; see ``PostgresText``.
    case text(String)
    /// In the server's binary form of the type that the statement names.
    case binary([UInt8])

    package static func number(_ value: Int) -> PostgresParameter { .text(String(value)) }

    /// `vector` as `vector_recv` reads it: number of components, a zero, the components, all big-endian.
    package static func vector(_ vector: [Float]) -> PostgresParameter { .binary(bytes(vector)) }

    private static func bytes(_ vector: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 + vector.count * 4)
        append(UInt16(truncatingIfNeeded: vector.count), to: &bytes)
        append(UInt16(0), to: &bytes)
        for component in vector { append(component.bitPattern, to: &bytes) }
        return bytes
    }

    /// `text[]`, as `array_recv` reads it.
    package static func texts(_ texts: [String?]) -> PostgresParameter {
        array(texts.map { $0.map { Array($0.utf8) } }, of: 25)
    }

    /// - Parameter type: the number of the type `vector`, which differs between databases.
    package static func vectors(_ vectors: [[Float]], type: UInt32) -> PostgresParameter {
        array(vectors.map(bytes), of: type)
    }

    /// Dimensions, whether there are nulls, the element's type, length and lower bound, then each element behind its
    /// length; -1 for null.
    private static func array(_ elements: [[UInt8]?], of type: UInt32) -> PostgresParameter {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elements.reduce(20) { $0 + 4 + ($1?.count ?? 0) })
        append(UInt32(elements.isEmpty ? 0 : 1), to: &bytes)
        append(UInt32(elements.contains { $0 == nil } ? 1 : 0), to: &bytes)
        append(type, to: &bytes)
        guard !elements.isEmpty else { return .binary(bytes) }
        append(UInt32(truncatingIfNeeded: elements.count), to: &bytes)
        append(UInt32(1), to: &bytes)
        for element in elements {
            guard let element else {
                append(UInt32.max, to: &bytes)
                continue
            }
            append(UInt32(truncatingIfNeeded: element.count), to: &bytes)
            bytes += element
        }
        return .binary(bytes)
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
