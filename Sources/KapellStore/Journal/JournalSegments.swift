import KapellCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The observed class's files: one for each day, by the start of its runs.
final class JournalSegments: Sendable {
    private let folder: String
    private let open = Mutex<[String: JournalFile]>([:])

    init(folder: String) { self.folder = folder }

    /// Days that have a segment, newest first.
    func days() -> [String] { days(endingIn: ".sqlite") }

    private func days(endingIn suffix: String) -> [String] {
        StoreFolder.names(in: folder).compactMap { name in
            guard name.hasPrefix("observed-"), name.hasSuffix(suffix) else { return nil }
            let day = String(name.dropFirst(9).dropLast(suffix.count))
            return Self.isDay(day) ? day : nil
        }.sorted(by: >)
    }

    /// A day's segment; `nil` where there is none and none is to be made.
    ///
    /// The newest two stay open; others are closed when their last user is done.
    func file(_ day: String, create: Bool) throws(KapellError) -> JournalFile? {
        let path = path(day)
        return try open.withLock { open throws(KapellError) in
            if let file = open[day] {
                if StoreFolder.exists(path) { return file }
                // Another process removed it.
                open[day] = nil
            }
            guard create || StoreFolder.exists(path) else { return nil }
            let file = try JournalFile(path: path, synchronous: .normal)
            open[day] = file
            for old in open.keys.sorted(by: >).dropFirst(2) { open[old] = nil }
            return file
        }
    }

    /// Removes the segments of days before `day`.
    func remove(before day: String) {
        for old in days() where old < day {
            open.withLock { $0[old] = nil }
            StoreFolder.removeDatabase(path(old))
        }
        for old in days(endingIn: ".sqlite.damaged") where old < day { unlink(path(old) + ".damaged") }
    }

    /// Moves a damaged segment out of the way, so that a new one can be begun; it is kept for a person to look at.
    func setAside(_ day: String) {
        open.withLock { $0[day] = nil }
        let path = path(day)
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        rename(path, path + ".damaged")
    }

    func close() {
        let files = open.withLock { open in
            defer { open = [:] }
            return Array(open.values)
        }
        for file in files { file.close() }
    }

    static func isDay(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 10
            && bytes.enumerated().allSatisfy { index, byte in
                index == 4 || index == 7 ? byte == UInt8(ascii: "-") : (48...57).contains(byte)
            }
    }

    private func path(_ day: String) -> String { "\(folder)/observed-\(day).sqlite" }
}
