internal import KapellCore
internal import KapellVectors
internal import Synchronization

/// All namespaces of a collection at one moment, held until they are written.
struct CollectionImage: Sendable {
    let sequence: UInt64
    private let held: [(space: Namespace, held: Namespace.Held)]

    /// Waits until no change is half made. Writers wait for that moment only.
    init(_ spaces: NamespaceTable, log: any ChangeLog, writer: CollectionWriter) async {
        await writer.pause()
        sequence = spaces.sequence.load(ordering: .acquiring)
        held = spaces.all.map { ($0, $0.hold()) }.sorted { $0.0.name.precedes($1.0.name) }
        await writer.resume()
    }

    func release() {
        for (space, held) in held { space.release(held) }
    }

    /// A namespace that was written, and where its texts are in the file.
    struct Written: Sendable {
        let space: Namespace
        let held: Namespace.Held
        let file: String
        let places: [StoredTexts.Place]
    }

    /// Writes a snapshot: whole under its name, or not at all.
    /// - Parameter sharing: An older snapshot, whose files of namespaces that have not changed are used again.
    /// - Returns: What it has, and those of its files that are new.
    func write(
        to folder: String, sharing older: (manifest: SnapshotManifest, folder: String)?
    ) throws(KapellError) -> (manifest: SnapshotManifest, written: [Written]) {
        let temporary = folder + ".new"
        try FileCalls.remove(temporary)
        try FileCalls.makeFolder(temporary)
        var manifest = SnapshotManifest(sequence: sequence, spaces: [])
        var written: [Written] = []
        for (number, (space, held)) in held.enumerated() where held.state.count > 0 {
            let name = "space-\(number).kapell"
            let path = "\(temporary)/\(name)"
            let same = older?.manifest.spaces.first { $0.name == space.name && $0.sequence == held.state.sequence }
            if let same, let older {
                try FileCalls.share("\(older.folder)/\(same.file)", as: path)
            } else {
                let places = try NamespaceFile.write(held, of: space, to: path)
                written.append(Written(space: space, held: held, file: "\(folder)/\(name)", places: places))
            }
            manifest.spaces.append(.init(name: space.name, file: name, sequence: held.state.sequence))
        }
        try manifest.write(to: "\(temporary)/\(CollectionPaths.manifest)")
        try FileCalls.synchronize(temporary)
        if FileCalls.isThere(folder) { try FileCalls.remove(folder) }
        try FileCalls.rename(temporary, to: folder)
        try FileCalls.synchronize(SystemCalls.folder(of: folder))
        return (manifest, written)
    }
}
