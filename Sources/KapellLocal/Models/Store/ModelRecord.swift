import KapellCore
import KapellJSON

/// What the store noted about a prepared file, in `NAME.gguf.json` beside it.
///
/// Length and time of change tell whether the file is still the one that was hashed, so that 92 MB need not be
/// hashed at each start.
struct ModelRecord: Sendable, Hashable {
    var sha256: String
    var bytes: Int64
    /// Nanoseconds since 1970.
    var modified: Int64
    /// Where the file came from, in words or as an address without credentials.
    var origin: String

    static func path(for file: String) -> String { file + ".json" }

    init(sha256: String, facts: FileSystem.Facts, origin: String) {
        self.sha256 = sha256
        bytes = facts.bytes
        modified = facts.modified
        self.origin = origin
    }

    /// The record of the file at `file`; `nil` when there is none that can be read.
    init?(of file: String) {
        guard let text = try? FileSystem.contents(of: Self.path(for: file), limit: 65_536),
            let json = try? JSONValue(parsing: text), let sha256 = json["sha256"]?.stringValue,
            let bytes = json["bytes"]?.intValue, let modified = json["modified"]?.intValue
        else { return nil }
        self.sha256 = sha256
        self.bytes = Int64(bytes)
        self.modified = Int64(modified)
        origin = json["origin"]?.stringValue ?? ""
    }

    /// Whether a file with these facts can be taken for the recorded one without hashing it.
    func matches(_ facts: FileSystem.Facts) -> Bool {
        bytes == facts.bytes && modified == facts.modified
    }

    func write(for file: String) throws(KapellError) {
        let json: JSONValue = .object([
            "sha256": .string(sha256), "bytes": .integer(bytes), "modified": .integer(modified),
            "origin": .string(origin),
        ])
        try FileSystem.replace(Self.path(for: file), with: Array((json.serialized() + "\n").utf8))
    }
}
