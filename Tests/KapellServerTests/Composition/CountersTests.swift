import KapellServer
import Testing

@Suite("Counters") struct CountersTests {
    @Test("They add up, by name and labels, and are listed in order") func sums() {
        let counters = Counters()
        counters.add("b_total")
        counters.add("a_total", [("status", "404"), ("route", "/x")])
        counters.add("a_total", [("status", "200"), ("route", "/x")], by: 2.5)
        counters.add("a_total", [("status", "200"), ("route", "/x")])
        let all = counters.all
        #expect(all.map(\.key.name) == ["a_total", "a_total", "b_total"])
        #expect(all.map(\.key.labels) == ["status=\"200\",route=\"/x\"", "status=\"404\",route=\"/x\"", ""])
        #expect(all.map(\.value) == [3.5, 1, 1])
    }

    @Test("Values of labels are escaped, and cannot end their line") func escaping() {
        let counters = Counters()
        counters.add("a_total", [("path", "a\\b\"c\nd} 5")])
        #expect(counters.all.map(\.key.labels) == ["path=\"a\\\\b\\\"c\\nd} 5\""])
        counters.add("b_total", [("path", "a\r\nb")])
        #expect(counters.all.allSatisfy { !$0.key.labels.utf8.contains(10) })
    }

    @Test("Many tasks may count at once") func together() async {
        let counters = Counters()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<500 { counters.add("a_total") } } }
        }
        #expect(counters.all.map(\.value) == [4_000])
    }
}
