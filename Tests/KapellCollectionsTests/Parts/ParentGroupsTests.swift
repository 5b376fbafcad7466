import KapellCollections
import Testing

@Suite struct ParentGroupsTests {
    @Test func eachParentStandsOnceInThePlaceOfItsBestPart() {
        let groups = ParentGroups.group([
            ("a1", "a"), ("b", nil), ("a2", "a"), ("c1", "c"), ("b1", "b"), ("a", nil), ("d", nil),
        ])
        #expect(
            groups == [
                .init(place: 0, id: "a"), .init(place: 1, id: "b"), .init(place: 3, id: "c"), .init(place: 6, id: "d"),
            ])
    }
}
