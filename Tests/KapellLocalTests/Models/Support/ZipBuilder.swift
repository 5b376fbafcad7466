import CZlib

/// Makes ZIP archives for tests, sound ones and others.
struct ZipBuilder {
    var localPart: [UInt8] = []
    var directory: [UInt8] = []
    var count = 0

    static func number(_ value: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: CZlib.crc32(0, bytes, UInt32(bytes.count)))
    }

    /// Packs with zlib and strips its header and trailer, which leaves a raw deflate stream.
    static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(length))
        compress(&packed, &length, bytes, uLong(bytes.count))
        return Array(packed[2..<(Int(length) - 4)])
    }

    mutating func add(
        _ name: String, _ bytes: [UInt8], method: UInt16 = 8, flags: UInt16 = 0, checksum: UInt32? = nil,
        size: UInt64? = nil, isWide: Bool = false
    ) {
        let packed = method == 8 ? Self.deflated(bytes) : bytes
        let sum = Self.number(UInt64(checksum ?? Self.checksum(bytes)), 4)
        let offset = UInt64(localPart.count)
        let size = size ?? UInt64(bytes.count)
        let plainName = Array(name.utf8)
        let common =
            Self.number(20, 2) + Self.number(UInt64(flags), 2) + Self.number(UInt64(method), 2)
            + Self.number(0, 4) + sum
        localPart +=
            [0x50, 0x4b, 3, 4] + common + Self.number(UInt64(packed.count), 4) + Self.number(size, 4)
            + Self.number(UInt64(plainName.count), 2) + Self.number(0, 2) + plainName + packed
        var extra: [UInt8] = []
        if isWide {
            extra =
                Self.number(1, 2) + Self.number(24, 2) + Self.number(size, 8)
                + Self.number(UInt64(packed.count), 8) + Self.number(offset, 8)
        }
        func narrow(_ value: UInt64) -> [UInt8] { Self.number(isWide ? 0xffff_ffff : value, 4) }
        directory +=
            [0x50, 0x4b, 1, 2] + Self.number(20, 2) + common + narrow(UInt64(packed.count)) + narrow(size)
            + Self.number(UInt64(plainName.count), 2) + Self.number(UInt64(extra.count), 2) + Self.number(0, 10)
            + narrow(offset) + plainName + extra
        count += 1
    }

    func archive(isWide: Bool = false) -> [UInt8] {
        var bytes = localPart + directory
        let offset = UInt64(localPart.count)
        let length = UInt64(directory.count)
        if isWide {
            let record = UInt64(bytes.count)
            bytes +=
                [0x50, 0x4b, 6, 6] + Self.number(44, 8) + Self.number(45, 2) + Self.number(45, 2)
                + Self.number(0, 8) + Self.number(UInt64(count), 8) + Self.number(UInt64(count), 8)
                + Self.number(length, 8) + Self.number(offset, 8)
            bytes += [0x50, 0x4b, 6, 7] + Self.number(0, 4) + Self.number(record, 8) + Self.number(1, 4)
        }
        func narrow(_ value: UInt64, _ width: Int) -> [UInt8] { Self.number(isWide ? .max : value, width) }
        return bytes + [0x50, 0x4b, 5, 6] + Self.number(0, 4) + narrow(UInt64(count), 2) + narrow(UInt64(count), 2)
            + narrow(length, 4) + narrow(offset, 4) + Self.number(0, 2)
    }
}
