internal import KapellCore

/// Collections come and go under other names, so that a crash leaves none by half.
enum DatabaseFolder {
    private static let making = ".making-"
    private static let removing = ".removing-"

    static func isLeftover(_ name: String) -> Bool { name.hasPrefix(making) || name.hasPrefix(removing) }

    @concurrent
    static func make(
        _ options: VectorCollectionOptions, _ record: SpacesRecord, in folder: String
    ) async throws(KapellError) {
        let target = "\(folder)/\(options.name)"
        guard !FileCalls.isThere(target) else { throw OptionsCheck.conflict(options.name) }
        let temporary = "\(folder)/\(making)\(options.name)"
        try FileCalls.remove(temporary)
        try FileCalls.makeFolder(temporary)
        let paths = CollectionPaths(folder: temporary)
        try OptionsFile.write(options, to: paths.options)
        if record != SpacesRecord() { try record.write(to: temporary) }
        try FileCalls.rename(temporary, to: target)
        try FileCalls.synchronize(folder)
    }

    @concurrent
    static func remove(_ name: String, in folder: String) async throws(KapellError) {
        let temporary = "\(folder)/\(removing)\(name)"
        try FileCalls.remove(temporary)
        try FileCalls.rename("\(folder)/\(name)", to: temporary)
        try FileCalls.synchronize(folder)
        try FileCalls.remove(temporary)
    }
}
