import KapellCore
import KapellStore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Journals on the disk, in a folder that goes with it.
final class JournalFolder: Sendable {
    let path: String

    init() {
        var generator = SystemRandomNumberGenerator()
        let name = RunID(milliseconds: 0, using: &generator)
        path = FileManager.default.temporaryDirectory.appending(path: "kapell-workflows-\(name)").path()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func journal() throws -> SQLiteJournal { try SQLiteJournal(folder: path) }
}
