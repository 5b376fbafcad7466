import KapellLocal
import Testing

@Suite("Who reads, and when those that write have a turn")
struct ReadTurnsTests {
    @Test("The shortest prompt is read first; nobody reads where nobody waits")
    func shortest() {
        #expect(ReadTurns.next([(due: 900, passed: 0), (due: 20, passed: 3), (due: 400, passed: 5)]) == 1)
        #expect(ReadTurns.next([]) == nil)
    }

    @Test("A long prompt is read, too, beside ever new short ones")
    func patience() {
        var readers = [(due: 1_000, passed: 0), (due: 20, passed: 0)]
        var pieces = 0
        while readers[0].due > 0, pieces < 10_000 {
            guard let next = ReadTurns.next(readers) else { break }
            pieces += 1
            for other in readers.indices where other != next { readers[other].passed += 1 }
            readers[next].passed = 0
            // The short one is read, and another one comes.
            if next == 0 { readers[0].due -= 50 }
        }
        #expect(pieces == 20 * (ReadTurns.patience + 1))
    }

    @Test(
        "Those that write wait the longer, the more are read; never longer than a second, or than they take themselves")
    func turns() {
        #expect(!ReadTurns.goesOn(readers: 1, reading: 0.11, writing: 0.01))
        #expect(ReadTurns.goesOn(readers: 4, reading: 0.2, writing: 0.01))
        #expect(!ReadTurns.goesOn(readers: 4, reading: 0.41, writing: 0.01))
        #expect(!ReadTurns.goesOn(readers: 60, reading: 1.01, writing: 0.01))
        #expect(ReadTurns.goesOn(readers: 1, reading: 1.5, writing: 2))
        #expect(!ReadTurns.goesOn(readers: 8, reading: 2.1, writing: 2))
    }

    @Test("A piece is of whole blocks where a block is read soon, and short where that takes long")
    func pieces() {
        func tokens(_ each: Double, writers: Int, readers: Int) -> Int {
            var pace = ReadPace(largest: 512)
            for _ in 0..<60 { pace.note(tokens: 100, seconds: 100 * each) }
            return pace.tokens(writers: writers, readers: readers)
        }
        #expect(tokens(0.002, writers: 3, readers: 1) == 64)
        #expect(tokens(0.0002, writers: 3, readers: 1) == 256)
        #expect(tokens(0.000_01, writers: 3, readers: 1) == 512)
        #expect(tokens(0.000_9, writers: 0, readers: 2) == 128)
        #expect(tokens(0.02, writers: 3, readers: 1) == ReadPace.least)
        #expect(tokens(0.02, writers: 0, readers: 1) == 512)
        #expect(ReadPace(largest: 512, needsBlocks: true).tokens(writers: 1, readers: 1) == ReadPace.together)
    }
}
