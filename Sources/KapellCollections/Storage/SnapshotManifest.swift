internal import KapellCore
internal import KapellJSON

/// `snapshot.json`: which namespaces a snapshot has, in which files, up to which change.
struct SnapshotManifest: Sendable, Equatable {
    struct Space: Sendable, Equatable {
        var name: String
        var file: String
        /// The last change of the namespace.
        var sequence: UInt64
        /// Its records; `nil` in snapshots of older programs.
        var records: Int?
    }

    static let kind = "snapshot"

    var sequence: UInt64
    var spaces: [Space]

    func write(to path: String) throws(KapellError) {
        let json: JSONValue = [
            "sequence": .integer(Int64(clamping: sequence)),
            "namespaces": .array(
                spaces.map { space in
                    var object: JSONObject = [
                        "name": .string(space.name), "file": .string(space.file),
                        "sequence": .integer(Int64(clamping: space.sequence)),
                    ]
                    if let records = space.records { object["records"] = .integer(Int64(records)) }
                    return .object(object)
                }),
        ]
        try CheckedFile.write(json, kind: Self.kind, to: path)
    }

    init(sequence: UInt64, spaces: [Space]) {
        self.sequence = sequence
        self.spaces = spaces
    }

    /// - Throws: `.corrupt` that names the file.
    init(reading path: String) throws(KapellError) {
        let json = try CheckedFile.read(path, kind: Self.kind)
        let damaged = KapellError(
            .corrupt, "The file \(path) lacks what makes a snapshot.", remedy: "Restore the collection from a backup.")
        guard let sequence = json["sequence"]?.intValue, sequence >= 0, let list = json["namespaces"]?.arrayValue else {
            throw damaged
        }
        self.sequence = UInt64(sequence)
        spaces = []
        for item in list {
            guard let name = item["name"]?.stringValue, let file = item["file"]?.stringValue,
                let sequence = item["sequence"]?.intValue, sequence >= 0, !file.isEmpty,
                file.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != 0 }), !file.hasPrefix(".")
            else { throw damaged }
            let records = item["records"]?.intValue
            guard records ?? 1 > 0 else { throw damaged }
            spaces.append(Space(name: name, file: file, sequence: UInt64(sequence), records: records))
        }
    }
}
