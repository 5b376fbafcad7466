internal import KapellCore

/// Where a collection's files are.
///
///     NAME/collection.json            what it was made with
///     NAME/log/                       changes after the snapshot
///     NAME/snapshot-SEQUENCE/         snapshot.json, and a file for each namespace
///
/// A folder whose name ends with `.new` was left by a crash, and is removed.
struct CollectionPaths: Sendable {
    let folder: String

    var options: String { "\(folder)/collection.json" }
    var log: String { "\(folder)/log" }

    func snapshot(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return "\(folder)/snapshot-\(String(repeating: "0", count: 20 - digits.count))\(digits)"
    }

    static let manifest = "snapshot.json"

    /// The numbers of the snapshots that there are, newest first.
    func snapshots() throws(KapellError) -> [UInt64] {
        try FileCalls.names(in: folder).compactMap { name in
            guard name.hasPrefix("snapshot-"), name.utf8.count == 29 else { return nil }
            return UInt64(name.dropFirst(9))
        }.sorted(by: >)
    }

    /// Removes what a crash left, and snapshots other than this one.
    func tidy(keeping sequence: UInt64?) throws(KapellError) {
        for name in try FileCalls.names(in: folder) where name.hasSuffix(".new") {
            try FileCalls.remove("\(folder)/\(name)")
        }
        for other in try snapshots() where other != sequence { try FileCalls.remove(snapshot(other)) }
    }
}
