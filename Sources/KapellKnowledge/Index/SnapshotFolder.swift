package import KapellCore
import KapellVectors

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder that holds the snapshots of indexes: a file for each collection, by its number.
///
/// Numbers of collections are never used twice, so that a snapshot cannot be taken for another collection's.
package struct SnapshotFolder: Sendable {
    let path: String

    package init(_ path: String) { self.path = path }

    func file(of collection: Int64) -> String { "\(path)/\(Self.prefix)\(collection)\(Self.suffix)" }

    /// Removes the snapshot of a collection, where there is one.
    func remove(_ collection: Int64) { unlink(file(of: collection)) }

    /// Removes the snapshots of collections that the store does not hold, with what a killed writer left of them.
    ///
    /// Only for the owner of the store's folder: no other process may write there meanwhile.
    package func removeOrphans(of store: some KnowledgeStore) async throws {
        let known = Set(try await store.collections().map(\.id))
        for name in names {
            guard let collection = Self.collection(of: name), !known.contains(collection) else { continue }
            unlink("\(path)/\(name)")
        }
    }

    private static let prefix = "vectors-"
    private static let suffix = ".kvx"

    /// The collection whose snapshot, or unfinished snapshot, a file is; `nil` for every other file.
    private static func collection(of name: String) -> Int64? {
        guard name.hasPrefix(prefix), let end = name.firstRange(of: suffix) else { return nil }
        guard ["", FlatIndex.unfinishedSuffix].contains(String(name[end.upperBound...])) else { return nil }
        return Int64(name[..<end.lowerBound].dropFirst(prefix.count))
    }

    private var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) { names.append(FileWalker.name(of: entry)) }
        return names
    }
}
