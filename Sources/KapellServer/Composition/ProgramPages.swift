#if canImport(Glibc)
    import Glibc
#endif

/// The pages of the program itself that are in memory.
///
/// A start touches most of a large program once: it looks for conformances, reads the configuration, opens the store. Most
/// of what it touched is not needed again.
package enum ProgramPages {
    /// Gives the pages of the program's code back. They are clean copies of its file: what is needed again comes back by
    /// itself, and is read from the system's cache of files. Does nothing where the system does not say where they are.
    package static func release() {
        #if os(Linux)
            guard let own = readlink("/proc/self/exe"), let maps = read("/proc/self/maps") else { return }
            for line in maps.split(separator: "\n") where line.hasSuffix(" \(own)") {
                // Only what cannot have been written to: `start-end r-xp offset device inode path`.
                let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
                guard fields.count == 6, fields[1] == "r-xp" else { continue }
                let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
                guard ends.count == 2, ends[0] < ends[1], let start = UnsafeMutableRawPointer(bitPattern: ends[0])
                else { continue }
                madvise(start, Int(ends[1] - ends[0]), MADV_DONTNEED)
            }
        #endif
    }

    #if os(Linux)
        /// Where a link leads.
        private static func readlink(_ path: String) -> String? {
            let limit = Int(PATH_MAX)
            var buffer = [CChar](repeating: 0, count: limit)
            let count = Glibc.readlink(path, &buffer, limit)
            guard count > 0, count < limit else { return nil }
            return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        /// A file whose length is not known before.
        private static func read(_ path: String) -> String? {
            let file = open(path, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { return nil }
            defer { close(file) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while bytes.count < 16_000_000 {
                let count = buffer.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    #endif
}
