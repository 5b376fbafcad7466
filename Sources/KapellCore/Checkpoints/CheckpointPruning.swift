package import KapellJSON

/// What stays when only the newest checkpoint of a place is to stay.
package enum CheckpointPruning {
    /// What is looked at of a checkpoint.
    package struct Entry: Sendable {
        package var parent: String?
        package var versions: JSONObject
        package var deltas: [String]

        package init(parent: String?, versions: JSONObject, deltas: [String]) {
            self.parent = parent
            self.versions = versions
            self.deltas = deltas
        }
    }

    /// The newest, and its ancestors back to the nearest that has a value of each of its channels of deltas.
    ///
    /// - Returns: ids, in UTF-8, so that they are told apart by their bytes.
    package static func kept<Failure: Error>(
        newest: String, entry: (String) throws(Failure) -> Entry?,
        hasValue: (_ channel: String, _ version: String) throws(Failure) -> Bool
    ) throws(Failure) -> Set<[UInt8]> {
        var kept: Set<[UInt8]> = [Array(newest.utf8)]
        guard var current = try entry(newest) else { return kept }
        var missing: [String] = []
        for channel in current.deltas where try !has(channel, current, hasValue) { missing.append(channel) }
        while !missing.isEmpty, let parent = current.parent, kept.insert(Array(parent.utf8)).inserted,
            let next = try entry(parent)
        {
            current = next
            var still: [String] = []
            for channel in missing where try !has(channel, current, hasValue) { still.append(channel) }
            missing = still
        }
        return kept
    }

    private static func has<Failure: Error>(
        _ channel: String, _ entry: Entry, _ hasValue: (String, String) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        guard let version = entry.versions[channel]?.stringValue else { return false }
        return try hasValue(channel, version)
    }

    /// A channel's version, to be told apart by its bytes.
    package static func key(_ channel: String, _ version: String) -> [UInt8] {
        var key = Array(channel.utf8)
        key.append(0)
        key += version.utf8
        return key
    }

    /// Keys of all versions that a checkpoint names.
    package static func keys(_ versions: JSONObject) -> [[UInt8]] {
        versions.compactMap { channel, version in version.stringValue.map { key(channel, $0) } }
    }
}
