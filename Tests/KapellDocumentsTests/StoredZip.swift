/// Writes ZIP archives without packing, so that a test can say what their parts hold, and lie about it.
struct StoredZip {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    static func archive(
        _ parts: [(name: String, text: String)], and other: (name: String, bytes: [UInt8])? = nil
    ) -> [UInt8] {
        var zip = StoredZip()
        for part in parts { zip.add(part.name, Array(part.text.utf8)) }
        if let other { zip.add(other.name, other.bytes) }
        return zip.archive()
    }

    /// - Parameter claimed: the unpacked size that the directory gives.
    mutating func add(_ name: String, _ content: [UInt8], claimed: Int? = nil) {
        let start = bytes.count
        let path = Array(name.utf8)
        // Version, flags, method, time, date, checksum, both sizes, length of the name, of the extra field.
        let method = claimed == nil ? 0 : 8
        let fields =
            number(20, 2) + number(0, 2) + number(method, 2) + number(0, 4) + number(Int(Self.checksum(content)), 4)
            + number(content.count, 4) + number(claimed ?? content.count, 4) + number(path.count, 2) + number(0, 2)
        bytes += [0x50, 0x4B, 3, 4] + fields + path + content
        directory += [0x50, 0x4B, 1, 2] + number(20, 2) + fields + number(0, 10) + number(start, 4) + path
        count += 1
    }

    func archive() -> [UInt8] {
        bytes + directory + [0x50, 0x4B, 5, 6] + number(0, 4) + number(count, 2) + number(count, 2)
            + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
    }

    private func number(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> ($0 * 8)) : 0 }
    }

    /// CRC-32 as ZIP has it: polynomial 0xEDB88320, reflected.
    private static func checksum(_ content: [UInt8]) -> UInt32 {
        ~content.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { entry in
        (0..<8).reduce(UInt32(entry)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}
