/// A strict UTF-8 check (RFC 3629) that says where it fails.
enum UTF8Validation {
    /// Offset of the first byte that does not belong to a well-formed sequence; `nil` when all is well.
    static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            let count = bytes.count
            while index < count {
                let first = bytes[index]
                if first < 0x80 {
                    index += 1
                    continue
                }
                // Length of the sequence, and the range of its second byte.
                let length: Int
                var second: ClosedRange<UInt8> = 0x80...0xBF
                switch first {
                case 0xC2...0xDF: length = 2
                case 0xE0: (length, second) = (3, 0xA0...0xBF)
                case 0xE1...0xEC, 0xEE...0xEF: length = 3
                case 0xED: (length, second) = (3, 0x80...0x9F)
                case 0xF0: (length, second) = (4, 0x90...0xBF)
                case 0xF1...0xF3: length = 4
                case 0xF4: (length, second) = (4, 0x80...0x8F)
                default: return index
                }
                guard index + length <= count, second.contains(bytes[index + 1]) else { return index }
                for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 { return index }
                index += length
            }
            return nil
        }
    }
}
