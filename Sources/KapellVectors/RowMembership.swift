/// A set of row numbers that a search can be held to.
///
/// A row's number is the id under which the index holds its vector. A filter hands a set to an index. The index
/// decides by ``count`` whether it scans the members or walks its graph and asks ``contains(_:)`` of the rows that it
/// meets. An implementation must not change while a search uses it.
package protocol RowMembership: Sendable {
    /// How many rows are members.
    var count: Int { get }

    /// Whether a row is a member. A row number out of range is not.
    func contains(_ row: Int) -> Bool

    /// Calls a function for each member, in ascending order.
    func forEachRow(_ body: (Int) -> Void)
}
