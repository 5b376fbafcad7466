import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Damaged and hostile input")
struct FuzzTests {
    @Test("A mutated PDF is a document or an error, in bounded time")
    func mutations() async throws {
        let originals = try ["running.pdf", "table.pdf", "two-columns.pdf", "encrypted.pdf"].map(
            Fixtures.bytes)
        var generator = SeededGenerator(20_240_304)
        let extractor = try DocumentExtractor(limits: ExtractionLimits(cpuSeconds: 10, wallSeconds: 30))
        var mutants: [[UInt8]] = []
        for round in 0..<40 {
            var bytes = originals[round % originals.count]
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let place = Int.random(in: 9..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1:
                    bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...60, using: &generator)))
                case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
                default: bytes[place] = "0123456789<>[]/()%".utf8.randomElement(using: &generator) ?? 0
                }
            }
            mutants.append(bytes)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, bytes) in mutants.enumerated() {
                if index >= 4 { try await group.next() }
                group.addTask {
                    do throws(KapellError) {
                        let document = try await extractor.extract(bytes, name: "mutant-\(index).pdf")
                        #expect(document.pages.last?.span.end == document.text.utf8.count)
                    } catch {
                        #expect(
                            [.corrupt, .encrypted, .unsupported, .limitExceeded].contains(error.code),
                            "\(index): \(error)")
                        #expect(error.remedy != nil, "\(error)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("Any output of pdftotext is read without a crash, cut anywhere")
    func scanner() throws {
        let sample = Array(
            #"<title>A &amp; B</title><page width="612.0" height="792.0"><line><word xMin="1.5" yMin="2" xMax="30" yMax="12">fi&#x64;&lt;</word></line></page>"#
                .utf8)
        var whole = BBoxScanner()
        for byte in sample { try whole.feed([byte]) }
        #expect(whole.result.title == "A & B")
        #expect(whole.result.pages.first?.words.first?.text == "fid<")
        #expect(whole.result.pages.first?.words.first?.box == Box(x0: 1.5, y0: 2, x1: 30, y1: 12))

        var generator = SeededGenerator(3)
        for _ in 0..<2000 {
            var bytes = sample + sample
            for _ in 0..<Int.random(in: 1...10, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes.remove(at: place)
                } else {
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                }
            }
            var scanner = BBoxScanner()
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            try scanner.feed(bytes[..<cut])
            try scanner.feed(bytes[cut...])
            _ = PDFReconstruction(scanner.result)
        }
        #expect(throws: KapellError.self) {
            var scanner = BBoxScanner()
            try scanner.feed(
                ArraySlice([UInt8](repeating: UInt8(ascii: "<"), count: 1) + [UInt8](repeating: 0x61, count: 70_000)))
        }
    }

    @Test("Whatever the layout, no letter is lost or doubled")
    func letters() {
        var generator = SeededGenerator(11)
        for round in 0..<300 {
            var words = PDFWords()
            var expected: [Character: Int] = [:]
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                var page = PDFPage(width: 600, height: 800, words: [])
                let step: Float = round.isMultiple(of: 2) ? 12 : 7
                for line in 0..<Int32.random(in: 0...60, using: &generator) {
                    let x = Float.random(in: 0...500, using: &generator)
                    let y = (Float.random(in: 0...760, using: &generator) / step).rounded() * step
                    // Digits would count as page numbers; every word is different from those of other pages.
                    let text = String(
                        (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                            "abcdefghijKLMNOP.".randomElement(using: &generator) ?? "a"
                        })
                    let width = Float(text.count) * 5
                    page.words.append(
                        PDFWord(
                            text: text,
                            box: Box(x0: x, y0: y, x1: x + width, y1: y + Float.random(in: 6...20, using: &generator)),
                            line: line))
                    for character in text where character != "." { expected[character, default: 0] += 1 }
                }
                words.pages.append(page)
            }
            let rebuilt = PDFReconstruction(words)
            var found: [Character: Int] = [:]
            for character in rebuilt.text where !character.isWhitespace && character != "." {
                found[character, default: 0] += 1
            }
            if rebuilt.removed.isEmpty { #expect(found == expected, "round \(round)") }
        }
    }
}
