internal import KapellCore

/// Candidates by the parent that they are parts of: each parent once, in the place of its best part.
///
/// A record without a parent stands for itself, and for its own parts.
package enum ParentGroups {
    /// One of the candidates, best first, and the record in whose stead it stands.
    package struct Group: Equatable {
        /// The place of the best part among the candidates.
        package var place: Int
        /// The parent; the candidate's own id where it has none.
        package var id: String

        package init(place: Int, id: String) {
            self.place = place
            self.id = id
        }
    }

    package static func group(_ candidates: [(id: String, parent: String?)]) -> [Group] {
        var seen = Set<RecordKey>()
        var groups: [Group] = []
        for (place, candidate) in candidates.enumerated() {
            let id = candidate.parent ?? candidate.id
            if seen.insert(RecordKey(id)).inserted { groups.append(Group(place: place, id: id)) }
        }
        return groups
    }
}
