import KapellLocal
import KapellTesting
import Testing

@Suite("Assembling text from tokens")
struct TextAssemblerTests {
    private func assemble(_ pieces: [[UInt8]], stops: [String] = []) -> (text: String, stopped: Bool) {
        var assembler = TextAssembler(stops: stops)
        var text = ""
        for piece in pieces { text += assembler.append(piece) }
        text += assembler.finish()
        return (text, assembler.stopped)
    }

    private func assemble(_ pieces: String..., stops: [String]) -> (text: String, stopped: Bool) {
        assemble(pieces.map { Array($0.utf8) }, stops: stops)
    }

    @Test("Without stop texts every piece comes out at once")
    func plain() {
        var assembler = TextAssembler(stops: [])
        #expect(assembler.append(Array("Hello".utf8)) == "Hello")
        #expect(assembler.append([]) == "")
        #expect(assembler.append(Array(" world".utf8)) == " world")
        #expect(assembler.finish() == "")
        #expect(!assembler.stopped)
    }

    @Test("A character that is cut comes out whole, as soon as it is whole")
    func cutCharacter() {
        for character in ["é", "語", "🧾"] {
            var assembler = TextAssembler(stops: [])
            let bytes = Array(character.utf8)
            for byte in bytes.dropLast() { #expect(assembler.append([byte]) == "") }
            #expect(assembler.append([bytes[bytes.count - 1]]) == character)
        }
    }

    @Test("A character that never becomes whole is repaired at the end")
    func unfinished() {
        #expect(assemble([Array("a".utf8), [0xF0, 0x9F]]).text == "a\u{FFFD}")
    }

    @Test("A stop text ends the answer in front of it, and nothing comes after it")
    func stop() {
        #expect(assemble("one END two", stops: ["END"]).text == "one ")
        var assembler = TextAssembler(stops: ["END"])
        #expect(assembler.append(Array("one END".utf8)) == "one ")
        #expect(assembler.stopped)
        #expect(assembler.append(Array("two".utf8)) == "")
        #expect(assembler.finish() == "")
    }

    @Test("A stop text is met across pieces, however they are cut")
    func stopAcross() {
        #expect(assemble("one E", "N", "D two", stops: ["END"]).text == "one ")
        #expect(assemble("a\n", "\nb", stops: ["\n\n"]).text == "a")
        #expect(assemble("aaaa", "ab", stops: ["aab"]).text == "aaa")
    }

    @Test("What only looked like a stop text comes out after all")
    func almostStop() {
        let (text, stopped) = assemble("one E", "N", "x", stops: ["END"])
        #expect(text == "one ENx")
        #expect(!stopped)
        #expect(assemble("one EN", stops: ["END"]).text == "one EN")
    }

    @Test("The earliest of several stop texts decides; an empty one is none")
    func several() {
        #expect(assemble("a B c D", stops: ["D", "B"]).text == "a ")
        let (text, stopped) = assemble("abc", stops: [""])
        #expect(text == "abc" && !stopped)
    }

    @Test("However a text is cut, what comes out is the text up to its first stop text")
    func property() {
        var generator = SeededGenerator(31)
        let alphabet = ["a", "b", "ab", "é", "語", "🧾", "\n", "END", "E", "N"]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...20, using: &generator))
                .map { _ in alphabet.randomElement(using: &generator) ?? "a" }.joined()
            let stops = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                (0..<2).map { _ in alphabet.randomElement(using: &generator) ?? "a" }.joined()
            }
            var pieces: [[UInt8]] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(5, rest.count), using: &generator)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let (whole, wasStopped) = assemble(pieces, stops: stops)
            let expected = before(stops, in: Array(text.utf8))
            #expect(Array(whole.utf8) == expected.bytes, "\(text) \(stops) \(pieces)")
            #expect(wasStopped == expected.stopped)
        }
    }

    /// The bytes in front of the earliest stop text.
    private func before(_ stops: [String], in bytes: [UInt8]) -> (bytes: [UInt8], stopped: Bool) {
        for start in bytes.indices where stops.contains(where: { bytes[start...].starts(with: $0.utf8) }) {
            return (Array(bytes[..<start]), true)
        }
        return (bytes, false)
    }
}
