/// Bytes of a caller that lie in a snapshot beside those of the index: what belongs to the same sequence number.
public struct SnapshotSection: Sendable, Hashable {
    /// 1 to 8 of a-z, 0-9 and "-". Names that begin with "kv-" belong to the index.
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    static let reservedPrefix = "kv-"
    static let maximumCount = 64

    /// Refuses names that a snapshot cannot have.
    static func check(_ sections: [SnapshotSection], path: String) throws(VectorError) {
        func refused(_ name: String, _ reason: String) -> VectorError {
            .storage(path: path, operation: "write the section \"\(name)\"", reason: reason)
        }
        var names: Set<String> = []
        for section in sections {
            guard isName(section.name), !section.name.hasPrefix(reservedPrefix) else {
                throw refused(section.name, "a name is 1 to 8 of a-z, 0-9 and -, and does not begin with \"kv-\"")
            }
            guard names.insert(section.name).inserted else { throw refused(section.name, "it is there twice") }
        }
        guard sections.count <= maximumCount - 8 else {
            throw refused(sections[0].name, "there are more than \(maximumCount - 8) sections")
        }
    }

    static func isName(_ name: String) -> Bool {
        (1...8).contains(name.utf8.count)
            && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}
