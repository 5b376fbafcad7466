import Foundation

/// The memory of this program.
enum MemoryUse {
    /// Bytes that no file stands behind; 0 where the system does not say.
    static var anonymous: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        for line in status.split(separator: "\n") where line.hasPrefix("RssAnon:") {
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.dropFirst().first.flatMap { Int($0) }.map { $0 * 1_024 } ?? 0
        }
        return 0
    }
}
