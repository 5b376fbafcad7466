internal import KapellCore
internal import KapellVectors
internal import Synchronization

extension OpenSpaces {
    func begin(_ target: MigrationTarget) async throws(KapellError) {
        try await gate.alone { () async throws(KapellError) in
            var record = self.record
            let serving = self.serving
            let name = serving.options.name
            if let other = record.other {
                throw KapellError(
                    .conflict, "A migration of the collection \(name) to \(other.name) is under way.",
                    remedy: "Finish or abandon it first.")
            }
            let space = SpacesRecord.Space(
                name: target.name ?? "space-\(record.count + 1)", folder: "", model: target.model)
            let options = VectorCollectionOptions(
                name: name, dimensions: target.dimensions, metric: target.metric, fingerprint: target.fingerprint,
                analyzer: serving.options.analyzer)
            try Self.check(space.name, options, serving: record.serving.name, serving.options)
            record.count += 1
            let core = try await make(space.name, options, after: serving.spaces.sequence.load(ordering: .acquiring))
            record.other = space
            if folder != nil { record.other?.folder = "\(SpacesRecord.folder)/\(space.name)" }
            record.isCutOver = false
            record.isPaused = false
            record.broken = nil
            do throws(KapellError) { try write(record) } catch {
                await core.close(error)
                throw error
            }
            state.withLock { state in
                state.record = record
                state.other = core
                state.behind = Behind()
                state.feeding = FeedingState()
            }
        }
    }

    private static func check(
        _ name: String, _ options: VectorCollectionOptions, serving: String, _ own: VectorCollectionOptions
    ) throws(KapellError) {
        guard VectorCollectionOptions.isName(name), name != serving else {
            throw KapellError(
                .invalidRequest, "\(RecordCheck.short(name)) cannot be the name of the new space of \(own.name).",
                remedy: "Use 1 to 64 letters a to z, A to Z, digits, _ and -, and another name than \(serving).")
        }
        try OptionsCheck.check(options)
        guard options.fingerprint.isEmpty || options.fingerprint != own.fingerprint || options.metric != own.metric
        else {
            throw KapellError(
                .conflict, "The collection \(own.name) has vectors of that model already.",
                remedy: "Name the model to go to.")
        }
    }

    /// A space without records. Its changes have higher numbers than those of the spaces before it.
    private func make(
        _ name: String, _ options: VectorCollectionOptions, after sequence: UInt64
    ) async throws(KapellError) -> CollectionCore {
        let first = (sequence >> 40 + 1) << 40
        guard let folder else {
            return try CollectionCore(options, settings: settings, commons: commons, after: first)
        }
        let spaces = "\(folder)/\(SpacesRecord.folder)"
        let target = "\(spaces)/\(name)"
        let paths = CollectionPaths(folder: "\(target).new")
        try FileCalls.makeFolder(spaces)
        try FileCalls.remove(target)
        try FileCalls.remove(paths.folder)
        try FileCalls.makeFolder(paths.folder)
        try OptionsFile.write(options, to: paths.options)
        try FileCalls.makeFolder(paths.snapshot(first))
        try SnapshotManifest(sequence: first, spaces: []).write(
            to: "\(paths.snapshot(first))/\(CollectionPaths.manifest)")
        try FileCalls.synchronize(paths.folder)
        try FileCalls.rename(paths.folder, to: target)
        try FileCalls.synchronize(spaces)
        try FileCalls.synchronize(folder)
        return try await CollectionFiles.open(target, options: options, settings: settings, commons: commons)
    }
}
