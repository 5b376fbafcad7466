import KapellCore
import KapellTesting
import Testing

@Suite("Run identifiers")
struct RunIDTests {
    @Test("An identifier is 26 characters and reads back as itself, in either case")
    func roundTrip() throws {
        var generator = SeededGenerator(1)
        for _ in 0..<200 {
            let id = RunID(milliseconds: Int64.random(in: 0..<(1 << 48), using: &generator), using: &generator)
            #expect(id.description.count == 26)
            #expect(RunID(id.description) == id)
            #expect(RunID(id.description.lowercased()) == id)
        }
    }

    @Test("An identifier carries the time at which its run began", arguments: [0, 1, 1_772_366_400_000, (1 << 48) - 1])
    func time(_ milliseconds: Int64) throws {
        var generator = SeededGenerator(2)
        let id = RunID(milliseconds: milliseconds, using: &generator)
        #expect(id.milliseconds == milliseconds)
        #expect(try #require(RunID(id.description)).milliseconds == milliseconds)
    }

    @Test("A moment before 1970 counts as 1970")
    func beforeTheEpoch() {
        var generator = SeededGenerator(3)
        #expect(RunID(milliseconds: -5, using: &generator).milliseconds == 0)
    }

    @Test("Identifiers sort by time, whatever their random part")
    func order() {
        var generator = SeededGenerator(4)
        let times = (0..<300).map { _ in Int64.random(in: 0..<(1 << 48), using: &generator) }
        let ids = times.map { RunID(milliseconds: $0, using: &generator) }
        #expect(ids.sorted().map(\.milliseconds) == times.sorted())
    }

    @Test("Runs that begin in the same millisecond have different names")
    func different() {
        var generator = SeededGenerator(5)
        let ids = (0..<1_000).map { _ in RunID(milliseconds: 1_772_366_400_000, using: &generator) }
        #expect(Set(ids).count == ids.count)
    }

    @Test(
        "Text that is no identifier is not read",
        arguments: [
            "", "0", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVX", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
            "01ARZ3NDEKTSV4RRFFQ69G5FAI", "01ARZ3NDEKTSV4RRFFQ69G5FAL", "01ARZ3NDEKTSV4RRFFQ69G5FAO",
            "01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5F V", "01ARZ3NDEKTSV4RRFFQ69G5F-V",
            "../../../etc/passwd/000000", "01ARZ3NDEKTSV4RRFFQ69G5F\u{e9}", "\u{661}1ARZ3NDEKTSV4RRFFQ69G5FA",
        ])
    func bad(_ text: String) {
        #expect(RunID(text) == nil)
    }

    @Test("Letters whose capital is another letter's are not read as identifiers")
    func foldedLetters() {
        #expect(RunID("00" + String(repeating: "\u{df}", count: 12)) == nil)
        #expect(RunID("01ARZ3NDEKTSV4RRFFQ69G5FA\u{17f}") == nil)
    }
}
