package import KapellCore

/// Reads what ``BinaryWriter`` wrote, and never beyond the end.
package struct BinaryReader {
    private let bytes: UnsafeRawBufferPointer
    private let name: String
    private var offset = 0

    /// - Parameters:
    ///   - bytes: Must stay as long as the reader is used.
    ///   - name: What is read, for errors: "A record of the log".
    package init(_ bytes: UnsafeRawBufferPointer, name: String) {
        self.bytes = bytes
        self.name = name
    }

    package var left: Int { bytes.count - offset }

    package func damaged(_ what: String) -> KapellError {
        KapellError(
            .corrupt, "\(name) is damaged: \(what).", remedy: "Restore the collection from a backup.")
    }

    package mutating func next<Value: FixedWidthInteger>(_ type: Value.Type) throws(KapellError) -> Value {
        guard left >= MemoryLayout<Value>.size else { throw damaged("it is cut off") }
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
        offset += MemoryLayout<Value>.size
        return Value(littleEndian: value)
    }

    /// A number of things that take at least so many bytes each, so that a wrong one is seen before there is room made.
    package mutating func count(of least: Int) throws(KapellError) -> Int {
        let count = Int(try next(UInt32.self))
        guard count <= left / max(1, least) else { throw damaged("it is cut off") }
        return count
    }

    package mutating func text() throws(KapellError) -> String {
        let count = try count(of: 1)
        let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        guard let text = String(validating: part, as: UTF8.self) else { throw damaged("a text is not UTF-8") }
        offset += count
        return text
    }

    package mutating func vector(_ dimensions: Int) throws(KapellError) -> [Float] {
        guard left / 4 >= dimensions else { throw damaged("it is cut off") }
        let start = offset
        offset += dimensions * 4
        return [Float](unsafeUninitializedCapacity: dimensions) { target, initialized in
            for place in 0..<dimensions {
                let bits = bytes.loadUnaligned(fromByteOffset: start + place * 4, as: UInt32.self)
                target[place] = Float(bitPattern: UInt32(littleEndian: bits))
            }
            initialized = dimensions
        }
    }

    package func end() throws(KapellError) {
        guard left == 0 else { throw damaged("\(left) bytes follow the end") }
    }
}
