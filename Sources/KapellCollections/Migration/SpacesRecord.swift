internal import KapellCore
internal import KapellJSON

/// `spaces.json`: which spaces a collection has, and which of them serves. Without the file there is one, in the
/// collection's own folder. The file is replaced as a whole, so that a crash leaves the old state or the new one.
struct SpacesRecord: Sendable, Equatable {
    struct Space: Sendable, Equatable {
        var name: String
        /// Below the collection's folder; empty for that one itself.
        var folder: String
        /// The model that embeds for it, by the name that it was begun with.
        var model: String?
    }

    static let kind = "spaces"
    static let file = "spaces.json"
    /// Where spaces other than the first are, below the collection's folder.
    static let folder = "spaces"

    var serving = Space(name: "space-1", folder: "")
    var other: Space?
    /// Whether the other one is that which served before.
    var isCutOver = false
    /// Whether feeding rests until somebody lets it go on.
    var isPaused = false
    /// Why the other one can be used no more.
    var broken: String?
    /// Spaces that there have been.
    var count = 1

    static func path(in folder: String, _ space: Space) -> String {
        space.folder.isEmpty ? folder : "\(folder)/\(space.folder)"
    }

    /// The record of a collection's folder.
    /// - Throws: `.corrupt`, `.unsupported` that name the file.
    init(of folder: String) throws(KapellError) {
        let path = "\(folder)/\(Self.file)"
        guard FileCalls.isThere(path) else { return }
        let json = try CheckedFile.read(path, kind: Self.kind)
        guard let serving = Self.space(json["serving"]), let count = json["count"]?.intValue else {
            throw KapellError(
                .corrupt, "The file \(path) does not say which space serves.",
                remedy: "Restore the collection from a backup.")
        }
        self.serving = serving
        self.count = count
        other = Self.space(json["other"])
        isCutOver = json["cut_over"]?.boolValue ?? false
        isPaused = json["paused"]?.boolValue ?? false
        broken = json["broken"]?.stringValue
    }

    init() {}

    func write(to folder: String) throws(KapellError) {
        let json: JSONValue = [
            "serving": Self.json(serving), "other": other.map(Self.json) ?? .null, "cut_over": .bool(isCutOver),
            "paused": .bool(isPaused), "broken": broken.map { .string($0) } ?? .null,
            "count": .integer(Int64(count)),
        ]
        try CheckedFile.write(json, kind: Self.kind, to: "\(folder)/\(Self.file)")
    }

    /// The same with the serving space alone, in the collection's own folder.
    var alone: SpacesRecord {
        var record = SpacesRecord()
        record.serving = Space(name: serving.name, folder: "", model: serving.model)
        record.count = count
        return record
    }

    /// Removes what a crash left: spaces that the record does not name.
    func tidy(_ folder: String) throws(KapellError) {
        let known = [serving, other].compactMap { $0 }.map(\.folder)
        let spaces = "\(folder)/\(Self.folder)"
        if FileCalls.isThere(spaces) {
            for name in try FileCalls.names(in: spaces) where !known.contains("\(Self.folder)/\(name)") {
                try FileCalls.remove("\(spaces)/\(name)")
            }
        }
        guard !known.contains("") else { return }
        let paths = CollectionPaths(folder: folder)
        for sequence in try paths.snapshots() { try FileCalls.remove(paths.snapshot(sequence)) }
        try FileCalls.remove(paths.log)
    }

    private static func json(_ space: Space) -> JSONValue {
        [
            "name": .string(space.name), "folder": .string(space.folder),
            "model": space.model.map { .string($0) } ?? .null,
        ]
    }

    private static func space(_ json: JSONValue?) -> Space? {
        guard let name = json?["name"]?.stringValue, VectorCollectionOptions.isName(name),
            let folder = json?["folder"]?.stringValue, folder.isEmpty || folder == "\(Self.folder)/\(name)"
        else { return nil }
        return Space(name: name, folder: folder, model: json?["model"]?.stringValue)
    }
}
