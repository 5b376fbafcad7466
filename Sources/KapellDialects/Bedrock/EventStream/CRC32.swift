/// The checksum of zlib, PNG and Ethernet (ISO 3309; polynomial 0xEDB88320, reflected).
package enum CRC32 {
    /// Eight tables, so that eight bytes are taken at a time. Table 0 is the checksum of each byte; table `n` that of
    /// the byte with `n` zero bytes after it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
        }
        return tables
    }()

    package static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.withUnsafeBufferPointer { bytes in
            tables.withUnsafeBufferPointer { tables in
                var sum: UInt32 = 0xFFFF_FFFF
                var next = 0
                while next + 8 <= bytes.count {
                    let low = sum ^ word(bytes, at: next)
                    let high = word(bytes, at: next + 4)
                    sum =
                        tables[7 * 256 + Int(low & 0xFF)] ^ tables[6 * 256 + Int(low >> 8 & 0xFF)]
                        ^ tables[5 * 256 + Int(low >> 16 & 0xFF)] ^ tables[4 * 256 + Int(low >> 24)]
                        ^ tables[3 * 256 + Int(high & 0xFF)] ^ tables[2 * 256 + Int(high >> 8 & 0xFF)]
                        ^ tables[256 + Int(high >> 16 & 0xFF)] ^ tables[Int(high >> 24)]
                    next += 8
                }
                while next < bytes.count {
                    sum = sum >> 8 ^ tables[Int((sum ^ UInt32(bytes[next])) & 0xFF)]
                    next += 1
                }
                return ~sum
            }
        }
    }

    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
        UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
            | UInt32(bytes[start + 3]) << 24
    }
}
