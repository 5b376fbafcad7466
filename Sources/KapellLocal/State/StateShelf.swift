import Crypto
import KapellCore
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder in which a model's long system prompts are kept as it has read them, so that they cost nothing after a
/// restart. Only what developers tell a model is kept, never what users say. Belongs to the engine's thread, but for the
/// writing.
final class StateShelf: @unchecked Sendable {  // lock: the engine's thread; `isWriting` is atomic
    /// Shorter ones are read again.
    static let shortest = 256
    /// Files at most, and bytes of all together; the oldest ones go first.
    private static let most = (files: 32, bytes: 2 << 30)

    private let folder: String
    private let writer = WorkerThread(name: "kapell-state")
    /// The tokens of each file, by its name.
    private var known: [String: [Int32]] = [:]
    /// System prompts that were met once. What comes a second time is kept.
    private var met: [[Int32]] = []
    private let isWriting = Atomic(false)
    /// Bytes of a state; larger ones are read again.
    static let largest = 512 << 20

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
        Hexadecimal.text(SHA256.hash(data: bytes).prefix(16))
    }

    /// The tokens at the beginning of a file.
    private func head(_ name: String) -> [UInt8]? {
        guard let file = try? FileBytes(path: "\(folder)/\(name)"), file.count > Int64(SavedState.headerBytes),
            let header = try? file.bytes(at: 0, count: SavedState.headerBytes), let count = SavedState.count(header)
        else { return nil }
        return try? file.bytes(at: 0, count: SavedState.headerBytes + count * 4)
    }

    /// Whether a system prompt is worth keeping: it was met before, and is not there yet.
    func wants(_ tokens: [Int32]) -> Bool {
        guard !isWriting.load(ordering: .relaxed), !known.values.contains(tokens) else { return false }
        if met.contains(tokens) { return true }
        met.append(tokens)
        if met.count > Self.most.files { met.removeFirst() }
        return false
    }

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
        if known.count >= Self.most.files, let other = known.keys.first { known[other] = nil }
        known[name] = tokens
        isWriting.store(true, ordering: .relaxed)
        writer.async { [self] in
            try? WholeFile.write(SavedState.encoded(tokens, state), to: "\(folder)/\(name)", mode: 0o600)
            Self.tidy(folder)
            isWriting.store(false, ordering: .relaxed)
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
