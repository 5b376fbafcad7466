import KapellChunking
import KapellCore
import KapellDocuments
import KapellTesting
import Testing

@Suite("Passages by sentence, tokens and code")
struct StrategyTests {
    private let sentence = "The supplier delivers the goods on the last working day of each month."

    @Test("So many sentences make a passage, whatever heading they stand under")
    func sentences() throws {
        let text = "# A\n\nOne is here. Two is here.\n\n# B\n\nThree is here. Four is here. Five is here."
        let document = document(text)
        let cut = try Chunker(ChunkingOptions(by: .sentence, sentences: 3)).chunks(of: document)
        check(cut, document)
        let texts = [
            "# A\n\nOne is here. Two is here.\n\n# B\n\nThree is here.", "Four is here. Five is here.",
        ]
        #expect(cut.chunks.map(\.text) == texts)
        #expect(cut.chunks.map(\.heading) == ["", "B"])
    }

    @Test("Sentences fill the budget where no number is given")
    func budget() throws {
        let document = document(Array(repeating: sentence, count: 30).joined(separator: "\n\n"))
        let cut = try Chunker(ChunkingOptions(by: .sentence, tokens: 51)).chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.count == 10)
        #expect(cut.chunks.allSatisfy { TokenEstimate().count($0.text) <= 51 && $0.text.hasSuffix("month.") })
    }

    @Test("No passage is longer than its tokens, as the given tokenizer counts them", arguments: [16, 33, 100])
    func tokens(_ limit: Int) throws {
        var generator = SeededGenerator(UInt64(limit))
        let document = document(randomText(&generator, pieces: 900))
        let letters = LetterCounter(window: nil)
        let cut = try Chunker(ChunkingOptions(by: .tokens, tokens: limit), counter: letters).chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.allSatisfy { letters.count($0.text) <= limit })
        // Words fill a passage up: what comes next would not have fitted.
        for (chunk, next) in zip(cut.chunks, cut.chunks.dropFirst()) {
            let word = next.text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
            if letters.count(word) < 16, !word.hasPrefix("#") {
                #expect(letters.count(chunk.text) + letters.count(word) > limit)
            }
        }
    }

    @Test("The limit holds for a tokenizer whose whole is more than its parts", arguments: [20, 64])
    func moody(_ limit: Int) throws {
        let moody = MoodyCounter(window: limit + 8)
        for seed in 0..<12 as Range<UInt64> {
            var generator = SeededGenerator(seed)
            let document = document(randomText(&generator, pieces: 200))
            for by in ChunkingStrategy.allCases {
                let overlap = seed.isMultiple(of: 2) ? ChunkOverlap.none : ChunkOverlap(tokens: 8)
                let options = ChunkingOptions(by: by, tokens: limit, overlap: overlap)
                let cut = try Chunker(options, counter: moody).chunks(of: document)
                check(cut, document, overlaps: true)
                if by == .tokens { #expect(cut.chunks.allSatisfy { moody.count($0.text) <= limit }) }
                #expect(cut.chunks.allSatisfy { moody.count($0.embedded) <= limit + 8 })
                #expect(cut.overlong == 0)
            }
        }
    }

    @Test("What is embedded fits the model's window, with its headings, and what cannot be cut is reported")
    func window() throws {
        let heading = String(repeating: "heading ", count: 20)
        let text = "# \(heading)\n\n## \(heading)\n\n" + Array(repeating: sentence, count: 20).joined(separator: " ")
        let document = document(text)
        for window in [12, 40, 100, 400] {
            let letters = LetterCounter(window: window)
            let cut = try Chunker(counter: letters).chunks(of: document)
            check(cut, document)
            #expect(cut.chunks.allSatisfy { letters.count($0.embedded) <= window })
            #expect(cut.overlong == 0)
        }
        struct Wide: TokenCounter {
            let window: Int? = 4
            func count(_ text: String) -> Int { text.utf8.count * 5 }
        }
        let cut = try Chunker(counter: Wide()).chunks(of: KapellChunkingTests.document("abc"))
        #expect(cut.chunks.map(\.text) == ["a", "b", "c"])
        #expect(cut.overlong == 3)
    }

    private let source = """
        import Core

        /// Adds.
        @inlinable
        func add(_ a: Int, _ b: Int) -> Int {
            let sum = a + b

            return sum
        }

        class Account {
            func deposit(_ amount: Int) {
                balance = balance + amount
                history.append(amount)
            }

            // Takes money out.
            func withdraw(_ amount: Int) {
                balance = balance - amount
                history.append(-amount)
            }
        }
        """

    @Test(
        "Source code is cut where declarations begin, with the comment above them",
        arguments: [ChunkingStrategy.structure, .code])
    func declarations(_ by: ChunkingStrategy) throws {
        let document = code(source)
        let cut = try Chunker(ChunkingOptions(by: by, tokens: 44)).chunks(of: document)
        check(cut, document)
        let begins = cut.chunks.map { $0.text.split(separator: "\n").first.map(String.init) ?? "" }
        #expect(begins == ["import Core", "class Account {", "    // Takes money out."])
        #expect(cut.chunks[2].heading.hasPrefix("class Account › func withdraw"))
        #expect(cut.chunks[0].heading.isEmpty)
    }

    @Test("A long function is cut at a blank line")
    func blankLines() throws {
        let body = (0..<6).map { "    let a\($0) = compute(\($0))\n    store(a\($0))" }.joined(separator: "\n\n")
        let document = code("func long() {\n\(body)\n}")
        let cut = try Chunker(ChunkingOptions(by: .code, tokens: 36)).chunks(of: document)
        check(cut, document)
        #expect(cut.chunks.count > 2)
        #expect(cut.chunks.dropFirst().allSatisfy { $0.text.hasPrefix("    let a") })
        #expect(cut.chunks.allSatisfy { $0.heading == "func long()" })
    }

    @Test("Any text can be cut as code, and a file in an archive is cut as what it is")
    func other() throws {
        let prose = document("# A\n\nOne.\n\nTwo.")
        check(try Chunker(ChunkingOptions(by: .code)).chunks(of: prose), prose)
        let inner = code(source)
        let name = "# src/account.swift\n\n"
        let offset = name.utf8.count
        var archive = document(name + source + "\n\n# notes.txt\n\nNothing else is here.")
        archive.headings = archive.headings.filter { $0.title.contains(".") }
        archive.headings.insert(
            contentsOf: inner.headings.map {
                let span = ByteSpan(start: $0.span.start + offset, end: $0.span.end + offset)
                return Heading(level: $0.level + 1, title: $0.title, span: span)
            }, at: 1)
        let span = ByteSpan(start: offset, end: offset + source.utf8.count)
        archive.parts = [DocumentPart(name: "src/account.swift", kind: .code, span: span)]
        let cut = try Chunker(ChunkingOptions(tokens: 44)).chunks(of: archive)
        check(cut, archive)
        #expect(cut.chunks.first?.text.hasPrefix("# src/account.swift\n\nimport Core") == true)
        #expect(cut.chunks.last?.text == "# notes.txt\n\nNothing else is here.")
        #expect(cut.chunks.contains { $0.text.hasPrefix("    // Takes") })
    }
}
