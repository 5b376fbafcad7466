/// A short hash, for names of folders and the like; the same on every machine and in every version.
///
/// It is no protection against a person who looks for two texts of one hash. Source: FNV-1a, 64 bits.
package enum StableHash {
    package static func value(_ bytes: some Collection<UInt8>) -> UInt64 {
        // Such a loop over a type that is not known costs a call a byte.
        bytes.withContiguousStorageIfAvailable { value($0) } ?? Array(bytes).withUnsafeBufferPointer { value($0) }
    }

    private static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }

    /// The hash of a text, in 16 hexadecimal digits.
    package static func hex(_ text: String) -> String {
        let digits = String(value(text.utf8), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
