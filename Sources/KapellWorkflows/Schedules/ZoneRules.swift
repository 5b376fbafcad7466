import KapellCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How far a time zone's clocks are ahead of UTC, at each moment. Source of the file's form: RFC 9636 (TZif).
struct ZoneRules: Sendable {
    /// Seconds since 1970 at which clocks are set, in order, and the offset in seconds from then on.
    private var changes: [(time: Int64, offset: Int)] = []
    private var first = 0
    /// What holds after the last change.
    private var rest: PosixZone?

    /// - Throws: `.invalidRequest` for a zone that the system does not have; `.corrupt` for a file that cannot be read.
    init(named name: String) throws(KapellError) {
        guard name != "UTC" else { return }
        let isName =
            !name.isEmpty && name.utf8.count < 100 && !name.hasPrefix("/") && !name.contains("..")
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2B, 0x2D, 0x2F, 0x5F].contains(byte)
            }
        let folders = [getenv("TZDIR").map { String(cString: $0) }, "/usr/share/zoneinfo", "/var/db/timezone/zoneinfo"]
        for folder in folders where isName {
            guard let folder, let bytes = Self.read("\(folder)/\(name)") else { continue }
            guard let rules = ZoneRules(bytes) else {
                throw KapellError(
                    .corrupt, "The time zone \"\(name)\" cannot be read from \(folder).",
                    remedy: "Install the system's package tzdata again.")
            }
            self = rules
            return
        }
        throw KapellError(
            .invalidRequest, "There is no time zone \"\(name.prefix(60))\".",
            remedy: "Use a name of the IANA database, such as Europe/Berlin, and install the package tzdata.")
    }

    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 17)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                #else
                    Darwin.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                #endif
            }
            guard got >= 0 else { return nil }
            if got == 0 { break }
            count += got
        }
        return Array(bytes[..<count])
    }

    /// Reads a file's bytes; `nil` when they are not one.
    init?(_ bytes: [UInt8]) {
        func number(_ place: Int, _ size: Int) -> Int64? {
            guard place >= 0, place <= bytes.count - size else { return nil }
            var value: UInt64 = 0
            for byte in bytes[place..<place + size] { value = value << 8 | UInt64(byte) }
            return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
        }
        /// The six counts of a header: of isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt.
        func counts(_ header: Int) -> [Int]? {
            guard header >= 0, header <= bytes.count - 44, Array(bytes[header..<header + 4]) == Array("TZif".utf8)
            else {
                return nil
            }
            let counts = (0..<6).compactMap { number(header + 20 + $0 * 4, 4).map { Int($0) } }
            return counts.allSatisfy { (0...1 << 16).contains($0) } ? counts : nil
        }
        guard let old = counts(0), bytes[4] >= UInt8(ascii: "2") else { return nil }
        let header = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
        guard let new = counts(header), new[4] > 0 else { return nil }
        let times = header + 44
        let kinds = times + new[3] * 8
        let types = kinds + new[3]
        func offset(_ type: Int) -> Int? {
            guard type < new[4], let offset = number(types + type * 6, 4), abs(offset) < 200_000 else { return nil }
            return Int(offset)
        }
        guard let first = offset(0) else { return nil }
        self.first = first
        for index in 0..<new[3] {
            guard let time = number(times + index * 8, 8), kinds + index < bytes.count,
                let offset = offset(Int(bytes[kinds + index])), time >= changes.last?.time ?? .min
            else { return nil }
            changes.append((time, offset))
        }
        let footer = types + new[4] * 6 + new[5] + new[2] * 12 + new[1] + new[0]
        guard footer >= 0, footer < bytes.count else { return }
        let text = String(decoding: bytes[footer...].drop { $0 == 0x0A }.prefix { $0 != 0x0A }, as: UTF8.self)
        guard !text.isEmpty else { return }
        guard let zone = PosixZone(text) else { return nil }
        rest = zone
    }

    func offset(at time: Int64) -> Int {
        guard let last = changes.last else { return rest?.offset(at: time) ?? first }
        if time >= last.time { return rest?.offset(at: time) ?? last.offset }
        // The first change after the time.
        var (low, high) = (0, changes.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].time > time { high = middle } else { low = middle + 1 }
        }
        return low == 0 ? first : changes[low - 1].offset
    }

    /// The moments at which clocks show a local time, in order: one, or two where they are set back, or none.
    func moments(of local: Int64) -> [Int64] {
        let offsets = Set([-86_400, 0, 86_400].map { offset(at: local + Int64($0)) })
        return offsets.map { local - Int64($0) }.filter { $0 + Int64(offset(at: $0)) == local }.sorted()
    }

    /// The first moment after the gap that a local time lies in.
    func endOfGap(at local: Int64) -> Int64 {
        let before = offset(at: local - 86_400)
        var (low, high) = (local - 86_400, local - Int64(before))
        while low < high {
            let middle = low + (high - low) / 2
            if offset(at: middle) == before { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
