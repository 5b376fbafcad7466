internal import KapellCore
internal import KapellVectors

/// What a caller asks to be changed.
enum RequestedChange: Sendable {
    case change(NamespaceChange)
    /// Removes what matches when its turn comes.
    case deleteWhere(Filter)
}

/// What came of it.
struct ChangeOutcome: Sendable {
    var sequence: UInt64
    /// Records that there were: replaced or removed.
    var found: Int
}

/// A change of a namespace as the log holds it.
package struct LoggedChange: Sendable, Equatable {
    package var namespace: String
    package var change: NamespaceChange

    package init(namespace: String, change: NamespaceChange) {
        self.namespace = namespace
        self.change = change
    }
}
