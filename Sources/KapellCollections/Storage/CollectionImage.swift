internal import KapellCore
internal import KapellVectors
internal import Synchronization

/// All namespaces of a collection at one moment, held until they are written. Those that are in a file as they are need
/// not be open for it.
struct CollectionImage: Sendable {
    let sequence: UInt64
    private let parts: [(slot: NamespaceSlot, part: NamespaceSlot.Part)]

    /// Waits until no change is half made. Writers wait for that moment only.
    init(_ spaces: NamespaceTable, writer: CollectionWriter) async {
        await writer.pause()
        sequence = spaces.sequence.load(ordering: .acquiring)
        parts = spaces.all.compactMap { slot in slot.part().map { (slot, $0) } }
            .sorted { $0.0.name.precedes($1.0.name) }
        await writer.resume()
    }

    func release() {
        for (slot, part) in parts {
            guard case .held(let space, let held) = part else { continue }
            space.release(held)
            slot.release()
        }
    }

    /// A namespace in its file.
    struct Stored: Sendable {
        let slot: NamespaceSlot
        let source: NamespaceSlot.Source
        /// Where it was written anew.
        let new: New?

        struct New: Sendable {
            let space: Namespace
            let held: Namespace.Held
            let written: NamespaceFile.Written
        }
    }

    /// Writes a snapshot: whole under its name, or not at all.
    /// - Parameter isCopy: Whether files of namespaces that have not changed are copied. Otherwise they get a second
    ///   name.
    func write(
        to folder: String, isCopy: Bool
    ) throws(KapellError) -> (manifest: SnapshotManifest, stored: [Stored]) {
        let temporary = folder + ".new"
        try FileCalls.remove(temporary)
        try FileCalls.makeFolder(temporary)
        var manifest = SnapshotManifest(sequence: sequence, spaces: [])
        var stored: [Stored] = []
        for (number, (slot, part)) in parts.enumerated() {
            let name = "space-\(number).kapell"
            let path = "\(temporary)/\(name)"
            var source = NamespaceSlot.Source(path: "\(folder)/\(name)", sequence: 0, records: nil)
            var new: Stored.New?
            switch part {
            case .file(let file):
                if isCopy { try FileCalls.copy(file.path, to: path) } else { try FileCalls.share(file.path, as: path) }
                (source.sequence, source.records) = (file.sequence, file.records)
            case .held(let space, let held):
                guard held.state.count > 0 else { continue }
                let written = try NamespaceFile.write(held, of: space, to: path)
                new = Stored.New(space: space, held: held, written: written)
                (source.sequence, source.records) = (held.state.sequence, held.state.count)
            }
            stored.append(Stored(slot: slot, source: source, new: new))
            manifest.spaces.append(
                .init(name: slot.name, file: name, sequence: source.sequence, records: source.records))
        }
        try manifest.write(to: "\(temporary)/\(CollectionPaths.manifest)")
        try FileCalls.synchronize(temporary)
        if FileCalls.isThere(folder) { try FileCalls.remove(folder) }
        try FileCalls.rename(temporary, to: folder)
        try FileCalls.synchronize(SystemCalls.folder(of: folder))
        return (manifest, stored)
    }
}
