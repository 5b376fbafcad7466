import Crypto
import KapellCore
import KapellJSON

/// The part of a file that has arrived so far: its bytes, their hash, and what the server said about the whole.
///
/// Beside `NAME.part` lies `NAME.part.json` with the length and the tag (`ETag`) of the file the part belongs to.
/// Not shared between tasks.
final class PartFile {
    let path: String
    private let file: OutputFile
    private var hasher: SHA256
    /// The length of the whole file, once a server has told it.
    private(set) var total: Int64?
    /// The tag of the whole file at `source`, when the server gives a strong one.
    private(set) var tag: String?
    /// The address the tag comes from.
    private(set) var source: String?
    /// Whether the first bytes come from an earlier run or attempt.
    private(set) var isResumed: Bool

    var count: Int64 { file.count }
    var digest: String { FileDigest.hex(hasher) }
    private var notesPath: String { path + ".json" }

    /// Opens the part, hashing what is there already.
    init(path: String) throws(KapellError) {
        self.path = path
        hasher = SHA256()
        file = try OutputFile(path: path, mode: .append)
        isResumed = file.count > 0
        if isResumed {
            try FileDigest.feed(FileBytes(path: path), into: &hasher)
            readNotes()
        }
    }

    private func readNotes() {
        guard let bytes = try? FileSystem.contents(of: notesPath, limit: 65_536),
            let json = try? JSONValue(parsing: bytes)
        else { return }
        total = json["total"]?.intValue.map(Int64.init)
        tag = json["tag"]?.stringValue
        source = json["source"]?.stringValue
    }

    /// Notes what a server says about the whole file.
    func note(total: Int64?, tag: String?, source: String) throws(KapellError) {
        if total == self.total, tag == self.tag, source == self.source { return }
        self.total = total
        self.tag = tag
        self.source = source
        var json: JSONObject = [:]
        if let total { json["total"] = .integer(total) }
        if let tag { json["tag"] = .string(tag) }
        json["source"] = .string(source)
        try FileSystem.replace(notesPath, with: Array(JSONValue.object(json).serialized().utf8))
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(KapellError) {
        try file.write(bytes)
        hasher.update(bufferPointer: bytes)
    }

    /// Drops everything that has arrived.
    func reset() throws(KapellError) {
        try file.truncate()
        hasher = SHA256()
        total = nil
        tag = nil
        source = nil
        isResumed = false
        try FileSystem.remove(notesPath)
    }

    /// Removes the part and its notes.
    func remove() throws(KapellError) {
        try FileSystem.remove(path)
        try FileSystem.remove(notesPath)
    }

    /// Makes the part the finished file.
    func finish(as destination: String) throws(KapellError) {
        try file.synchronize()
        try FileSystem.move(path, to: destination)
        try FileSystem.remove(notesPath)
    }
}
