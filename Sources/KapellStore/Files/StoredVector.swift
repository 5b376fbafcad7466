import GRDB

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A vector as it is stored: 32-bit floats, little-endian.
enum StoredVector {
    static func data(_ vector: [Float]) -> Data {
        var data = Data(count: vector.count * 4)
        data.withUnsafeMutableBytes { bytes in
            for (index, value) in vector.enumerated() {
                bytes.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
            }
        }
        return data
    }

    /// Reads a column without copying its bytes first; `nil` where it is null.
    static func read(_ row: Row, at column: Int) throws -> [Float]? {
        try row.withUnsafeData(atIndex: column) { data in
            guard let data else { return nil }
            return data.withUnsafeBytes { bytes in
                [Float](unsafeUninitializedCapacity: bytes.count / 4) { buffer, count in
                    count = bytes.count / 4
                    for index in 0..<count {
                        let bits = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                        buffer[index] = Float(bitPattern: UInt32(littleEndian: bits))
                    }
                }
            }
        }
    }
}
