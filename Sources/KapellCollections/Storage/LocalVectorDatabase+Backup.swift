public import KapellCore
internal import KapellVectors
internal import Synchronization

/// A collection that was looked through.
public struct CollectionVerification: Sendable, Hashable {
    public var name: String
    /// Files that were read whole.
    public var files: Int
    /// What is wrong; `nil` when nothing is.
    public var failure: KapellError?
}

extension LocalVectorDatabase {
    /// Writes every collection into a new folder, while they are searched and written. The folder is a database of its
    /// own: ``open(folder:settings:)`` opens it, ``restore(from:to:)`` copies it. Each collection is at one moment, and
    /// of one that moves to another model the space that serves is in it.
    ///
    /// - Returns: the last change of each collection that is in it.
    /// - Throws: `.conflict` when there is something at the path; the first error of a collection, named. Nothing is at
    ///   the path then.
    @discardableResult
    @concurrent
    public func backup(to target: String) async throws(KapellError) -> [String: UInt64] {
        try Self.refuse(target)
        // What cannot be opened is not left out silently.
        if let unreadable { throw unreadable }
        let temporary = target + ".new"
        try FileCalls.remove(temporary)
        try FileCalls.makeFolder(temporary)
        var sequences: [String: UInt64] = [:]
        do throws(KapellError) {
            for slot in slots {
                sequences[slot.name] = try await slot.useSpaces { spaces async throws(KapellError) in
                    let (core, record) = spaces.state.withLock { ($0.serving, $0.record) }
                    let sequence = try await core.backup(to: "\(temporary)/\(slot.name)")
                    try record.alone.write(to: "\(temporary)/\(slot.name)")
                    return sequence
                }
            }
            try FileCalls.synchronize(temporary)
            try FileCalls.rename(temporary, to: target)
            try FileCalls.synchronize(SystemCalls.folder(of: target))
        } catch {
            try? FileCalls.remove(temporary)
            throw error
        }
        return sequences
    }

    /// Reads every snapshot in the folder whole and checks all of its checksums, while the database is used. What the log
    /// has is checked when a collection is opened.
    @concurrent
    public func verify() async throws(KapellError) -> [CollectionVerification] {
        guard let folder else { return [] }
        var report: [CollectionVerification] = []
        for name in try FileCalls.names(in: folder).filter(VectorCollectionOptions.isName) {
            guard FileCalls.isThere(CollectionPaths(folder: "\(folder)/\(name)").options) else { continue }
            report.append(Self.verify(name, in: "\(folder)/\(name)"))
        }
        return report
    }

    /// Brings a backup into a new folder, after every file of it was checked.
    ///
    /// - Throws: `.corrupt` that names what is damaged; `.conflict` when there is something at the target.
    @concurrent
    public static func restore(from backup: String, to folder: String) async throws(KapellError) {
        try refuse(folder)
        for name in try FileCalls.names(in: backup).filter(VectorCollectionOptions.isName) {
            if let failure = verify(name, in: "\(backup)/\(name)").failure { throw failure }
        }
        let temporary = folder + ".new"
        try FileCalls.remove(temporary)
        try FileCalls.copy(backup, to: temporary)
        try FileCalls.rename(temporary, to: folder)
        try FileCalls.synchronize(SystemCalls.folder(of: folder))
    }

    private static func refuse(_ target: String) throws(KapellError) {
        guard !FileCalls.isThere(target) else {
            throw KapellError(
                .conflict, "There is something at \(target) already.", remedy: "Name a folder that is not there yet.")
        }
    }

    /// Every space of a collection; the first failure counts.
    private static func verify(_ name: String, in folder: String) -> CollectionVerification {
        do throws(KapellError) {
            let record = try SpacesRecord(of: folder)
            return [record.serving, record.other].compactMap { $0 }.map {
                verify(name, CollectionPaths(folder: SpacesRecord.path(in: folder, $0)))
            }.reduce(CollectionVerification(name: name, files: 0)) { whole, part in
                CollectionVerification(
                    name: name, files: whole.files + part.files, failure: whole.failure ?? part.failure)
            }
        } catch {
            return CollectionVerification(name: name, files: 0, failure: error)
        }
    }

    private static func verify(_ name: String, _ paths: CollectionPaths) -> CollectionVerification {
        var result = CollectionVerification(name: name, files: 0)
        var tried: UInt64?
        while true {
            do throws(KapellError) {
                let options = try OptionsFile.read(paths.options)
                result.files = 1
                result.failure = nil
                guard let newest = try paths.snapshots().first else { return result }
                // A snapshot that goes while it is read was replaced by a newer one; that one is read then.
                if newest == tried { return result }
                tried = newest
                let folder = paths.snapshot(newest)
                let manifest = try SnapshotManifest(reading: "\(folder)/\(CollectionPaths.manifest)")
                result.files += 1
                for space in manifest.spaces {
                    try NamespaceFile.verify("\(folder)/\(space.file)", name: space.name, options: options)
                    result.files += 1
                }
                return result
            } catch {
                result.failure = error
                let newest = (try? paths.snapshots())?.first
                if newest == nil || newest == tried { return result }
            }
        }
    }
}

extension CollectionCore {
    /// Writes the collection as it is now into a folder of its own.
    /// - Returns: the last change that is in it.
    @concurrent
    func backup(to folder: String) async throws(KapellError) -> UInt64 {
        guard let files else { return try await write(to: folder) }
        return try await files.gate.alone { () async throws(KapellError) in try await write(to: folder) }
    }

    private func write(to folder: String) async throws(KapellError) -> UInt64 {
        let image = await CollectionImage(spaces, writer: writer)
        defer { image.release() }
        let paths = CollectionPaths(folder: folder)
        try FileCalls.makeFolder(folder)
        try OptionsFile.write(options, to: paths.options)
        if image.sequence > 0 { _ = try image.write(to: paths.snapshot(image.sequence), isCopy: true) }
        return image.sequence
    }
}
