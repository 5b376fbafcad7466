public import KapellCore
import KapellJSON
import Synchronization

/// Every version of a prompt that was ever served or run, by its hash, in `KAPELL_HOME/prompts`.
///
/// `NAME/HASH.json` holds the texts that the version was read from, `NAME/last` the hash of the one that ran last. Each
/// file is put in place at once; several processes may write.
public final class PromptArchive: Sendable {
    /// A version that was kept.
    public struct Entry: Sendable, Hashable {
        public var version: PromptVersion
        /// When it was kept first.
        public var recorded: Timestamp
    }

    public let folder: String
    private let known = Mutex<Set<String>>([])
    private let lasts = Mutex<[String: PromptVersion]>([:])

    /// - Parameter folder: absolute; made when there is something to keep.
    public init(folder: String) { self.folder = folder }

    /// Keeps a prompt's version.
    ///
    /// - Parameter isRun: whether it is run now, and so the last one that ran.
    /// - Throws: `.storage`, `.diskFull`, `.permission`.
    public func keep(_ prompt: Prompt, isRun: Bool = false) throws(KapellError) {
        let path = path(prompt.name, prompt.version)
        if !known.withLock({ $0.contains(path) }) {
            if PromptFiles.stamp(path) == nil {
                try PromptFiles.makeFolder("\(folder)/\(prompt.name)")
                let record: JSONValue = [
                    "name": .string(prompt.name), "version": .string(prompt.version.description),
                    "recorded_ns": .integer(Timestamp.now.nanoseconds), "file": .string(prompt.source.file),
                    "text": .string(prompt.source.text), "example_file": JSONValue(prompt.source.exampleFile),
                    "example_text": JSONValue(prompt.source.exampleText),
                ]
                try PromptFiles.write(record.serializedBytes(), to: path)
            }
            known.withLock { _ = $0.insert(path) }
        }
        guard isRun, lasts.withLock({ $0[prompt.name] }) != prompt.version else { return }
        try PromptFiles.write(Array(prompt.version.description.utf8), to: "\(folder)/\(prompt.name)/last")
        lasts.withLock { $0[prompt.name] = prompt.version }
    }

    /// The versions of a prompt that were kept, newest first.
    public func versions(of name: String) throws(KapellError) -> [Entry] {
        let name = try PromptName.checked(name)
        let names: [String]
        do {
            names = try PromptFiles.names(in: "\(folder)/\(name)", limit: 100_000)
        } catch {
            if error.code == .notFound { return [] }
            throw error
        }
        var entries: [Entry] = []
        for file in names where file.hasSuffix(".json") {
            guard let version = PromptVersion(String(file.dropLast(5))) else { continue }
            entries.append(Entry(version: version, recorded: Timestamp(nanoseconds: try record(name, version).time)))
        }
        return entries.sorted { ($0.recorded.nanoseconds, $0.version) > ($1.recorded.nanoseconds, $1.version) }
    }

    /// The version that ran last; `nil` when none did.
    public func last(of name: String) throws(KapellError) -> PromptVersion? {
        let name = try PromptName.checked(name)
        do {
            let bytes = try PromptFiles.read("\(folder)/\(name)/last", limit: 100)
            return PromptVersion(String(decoding: bytes, as: UTF8.self).trimmed)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// A version that was kept.
    ///
    /// - Parameter hash: at least the first 4 digits of its hash, and no other version's.
    /// - Throws: `.notFound`, `.invalidRequest` when several begin so, `.corrupt`.
    public func prompt(_ name: String, version hash: String) throws(KapellError) -> Prompt {
        guard (4...64).contains(hash.utf8.count), hash.utf8.allSatisfy(PromptVersion.isDigit) else {
            throw KapellError(
                .invalidRequest, "\(quoted(hash)) is no version.",
                remedy: "Give at least 4 digits of its hash: kapell prompts show \(name) lists them.")
        }
        let found = try versions(of: name).filter { $0.version.description.hasPrefix(hash) }
        guard let only = found.first else {
            throw KapellError(
                .notFound, "No version \(hash) of the prompt \(name) was ever run or served here.",
                remedy: "List them: kapell prompts show \(name)")
        }
        guard found.count == 1 else {
            throw KapellError(
                .invalidRequest, "Several versions of \(name) begin with \(hash).", remedy: "Give more digits.")
        }
        let kept = try record(name, only.version)
        let examples = kept.exampleText
        let prompt = try PromptReader().read(Array(kept.text.utf8), name: name, file: kept.file) {
            (_) throws(KapellError) in
            guard let examples else { throw .noExamples }
            return examples
        }
        guard prompt.version == only.version else { throw Self.corrupt(path(name, only.version)) }
        return prompt
    }

    private func path(_ name: String, _ version: PromptVersion) -> String { "\(folder)/\(name)/\(version).json" }

    private struct Record {
        var time: Int64
        var file: String
        var text: String
        var exampleText: String?
    }

    private func record(_ name: String, _ version: PromptVersion) throws(KapellError) -> Record {
        let path = path(name, version)
        let bytes = try PromptFiles.read(path, limit: 64 << 20)
        guard let value = try? JSONValue(parsing: bytes), let text = value["text"]?.stringValue,
            let file = value["file"]?.stringValue, case .integer(let time) = value["recorded_ns"] ?? .null
        else { throw Self.corrupt(path) }
        return Record(time: time, file: file, text: text, exampleText: value["example_text"]?.stringValue)
    }

    private static func corrupt(_ path: String) -> KapellError {
        KapellError(.corrupt, "\(path) does not hold what it held.", remedy: "Remove the file.")
    }
}
