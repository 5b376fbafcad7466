import Crypto
import KapellCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder in which a model's long system prompts are kept as it has read them, so that they cost nothing after a
/// restart. Only what developers tell a model is kept, never what users say. Belongs to the engine's thread, but for the
/// writing.
final class StateShelf {
    /// Shorter ones are read again.
    static let shortest = 256
    /// Files at most, and bytes of all together; the oldest ones go first.
    private static let most = (files: 32, bytes: 2 << 30)

    private let folder: String
    private let writer = WorkerThread(name: "kapell-state")
    /// The tokens of each file, by its name.
    private var known: [String: [Int32]] = [:]

    /// - Parameters:
    ///   - folder: for all models.
    ///   - model: what the states depend on: the file, and how its keys and values are kept.
    init?(_ folder: String, model: String) {
        self.folder = "\(folder)/\(Self.name(Array(model.utf8)))"
        guard
            (try? FileManager.default.createDirectory(
                atPath: self.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])) != nil
        else { return nil }
        for name in FileSystem.names(in: self.folder) where name.hasSuffix(".state") {
            guard let head = head(name), let tokens = SavedState.tokens(head) else { continue }
            known[name] = tokens
        }
    }

    private static func name(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// The tokens at the beginning of a file.
    private func head(_ name: String) -> [UInt8]? {
        guard let file = try? FileBytes(path: "\(folder)/\(name)"), file.count > Int64(SavedState.headerBytes),
            let header = try? file.bytes(at: 0, count: SavedState.headerBytes), let count = SavedState.count(header)
        else { return nil }
        return try? file.bytes(at: 0, count: SavedState.headerBytes + count * 4)
    }

    func has(_ tokens: [Int32]) -> Bool { known.values.contains(tokens) }

    /// The longest one that a prompt begins with, if it is longer than what is there.
    func longest(_ tokens: [Int32], beyond length: Int) -> (tokens: Int, state: [UInt8])? {
        let found = known.filter { $0.value.count >= length + Self.shortest && $0.value.count < tokens.count }
            .filter { tokens.starts(with: $0.value) }.max { $0.value.count < $1.value.count }
        guard let found else { return nil }
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(found.key)"),
            let state = SavedState.state(Array(data))
        else {
            known[found.key] = nil
            try? FileManager.default.removeItem(atPath: "\(folder)/\(found.key)")
            return nil
        }
        return (found.value.count, Array(state))
    }

    /// Keeps a state. What cannot be written is read again after a restart, which is no error.
    func keep(_ tokens: [Int32], _ state: [UInt8]) {
        let name = Self.name(tokens.withUnsafeBytes { Array($0) }) + ".state"
        known[name] = tokens
        writer.async { [folder] in
            try? WholeFile.write(SavedState.encoded(tokens, state), to: "\(folder)/\(name)", mode: 0o600)
            Self.tidy(folder)
        }
    }

    /// Removes the oldest files beyond the limits.
    private static func tidy(_ folder: String) {
        var files = FileSystem.names(in: folder).compactMap { name in
            FileSystem.facts(of: "\(folder)/\(name)").map { (name, $0) }
        }
        files.sort { $0.1.modified > $1.1.modified }
        var bytes: Int64 = 0
        for (index, file) in files.enumerated() {
            bytes += file.1.bytes
            if index >= most.files || bytes > most.bytes {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(file.0)")
            }
        }
    }
}
