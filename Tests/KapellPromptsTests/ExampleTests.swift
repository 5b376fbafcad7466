import KapellCore
import KapellJSON
import KapellPrompts
import KapellTesting
import Testing

@Suite("Choosing examples") struct ExampleTests {
    private let texts = [
        "red apple pie", "blue train", "red apple tart", "green apple", "blue train late", "red apple pie",
    ]

    private func fewShot(_ selection: FewShot.Selection, count: Int, tokens: Int? = nil, diversity: Double = 0.5)
        -> FewShot
    {
        FewShot(
            examples: texts.enumerated().map {
                .init(input: ["t": .string($0.element)], output: .string("\($0.offset)"))
            },
            selection: selection, count: count, tokens: tokens, diversity: diversity)
    }

    private func chosen(_ fewShot: FewShot, for text: String = "red apple pie") async throws -> [String] {
        let selector = ExampleSelector(fewShot, embedder: WordHashEmbedder(dimensions: 256))
        let result = try await selector.choose(for: ["t": .string(text)]) {
            $0.input["t"]?.stringValue?.split(separator: " ").count ?? 0
        }
        return result.examples.map(\.answer)
    }

    @Test("Zero examples are none, one is one") func counts() async throws {
        #expect(try await chosen(fewShot(.fixed, count: 0)) == [])
        #expect(try await chosen(fewShot(.fixed, count: 1)) == ["0"])
        #expect(try await chosen(fewShot(.fixed, count: 99)).count == 6)
    }

    @Test("Fixed takes the first, in their order, within the budget") func fixed() async throws {
        #expect(try await chosen(fewShot(.fixed, count: 3)) == ["0", "1", "2"])
        #expect(try await chosen(fewShot(.fixed, count: 4, tokens: 7)) == ["0", "1", "3"])
    }

    @Test("Length takes as many of the first as fit, and passes over what does not") func length() async throws {
        #expect(try await chosen(fewShot(.length, count: 99, tokens: 9)) == ["0", "1", "2"])
        #expect(try await chosen(fewShot(.length, count: 99, tokens: 2)) == ["1"])
    }

    @Test("Similarity takes the nearest, best at both edges; ties go to the first of the file") func similarity()
        async throws
    {
        // Ranked 0, 5 (equal), 2, 3: the best first, the second last, the third second.
        #expect(try await chosen(fewShot(.similarity, count: 1)) == ["0"])
        #expect(try await chosen(fewShot(.similarity, count: 2)) == ["0", "5"])
        #expect(try await chosen(fewShot(.similarity, count: 4)) == ["0", "2", "3", "5"])
        #expect(try await chosen(fewShot(.similarity, count: 4, tokens: 5)) == ["0", "3"])
    }

    @Test("MMR takes what is near and different; without weight on difference it is similarity") func marginal()
        async throws
    {
        #expect(try await chosen(fewShot(.mmr, count: 4, diversity: 0)) == ["0", "2", "3", "5"])
        let diverse = try await chosen(fewShot(.mmr, count: 2, diversity: 0.7))
        #expect(diverse.first == "0" && diverse.last != "5")
    }

    @Test("The same question gets the same examples, and each is embedded once") func deterministic() async throws {
        let embedder = WordHashEmbedder()
        let selector = ExampleSelector(fewShot(.mmr, count: 3), embedder: embedder)
        var all: [[String]] = []
        for _ in 0..<5 {
            all.append(try await selector.choose(for: ["t": "blue apple"]) { _ in 1 }.examples.map(\.answer))
        }
        #expect(Set(all).count == 1)
        #expect(embedder.count == texts.count + 5)
    }

    @Test("Similarity without an embedding model is an error that says what to do") func without() async throws {
        let error = await #expect(throws: KapellError.self) {
            try await ExampleSelector(fewShot(.similarity, count: 1)).choose(for: ["t": "x"]) { _ in 1 }
        }
        #expect(error?.code == .configuration && error?.remedy?.contains("select: fixed") == true)
    }

    @Test("A list with a budget of tokens is cut, the best at both edges") func packed() async throws {
        let prompt = try prompt(input: "{l: [string]}", body: "{{#l}}{{.}};{{/l}}", more: "pack: {l: 5}")
        let backend = ScriptedBackend([.text(["ok"])])
        _ = try await PromptRunner(backend: backend).run(prompt, input: ["l": ["a a", "b b", "c c", "d"]])
        #expect(backend.requests[0].messages[0].content == "a a;d;b b;")
    }

    @Test("Examples of a prompt go with its question") func turns() async throws {
        let front =
            "---\nformat: 1\ninput: {t: string}\nfewshot: {file: e.jsonl, select: similarity, count: 1}\n---\nQ: {{t}}"
        let lines = texts.map { "{\"input\": {\"t\": \"\($0)\"}, \"output\": \"about \($0)\"}" }.joined(separator: "\n")
        let backend = ScriptedBackend([.text(["ok"])])
        let runner = PromptRunner(backend: backend, embedder: WordHashEmbedder(dimensions: 256))
        let result = try await runner.run(try prompt(front, examples: lines), input: ["t": "the green apple"])
        #expect(
            backend.requests[0].messages.map(\.content) == [
                "Q: green apple", "about green apple", "Q: the green apple",
            ])
        #expect(result.examples == 1 && result.usage.embeddingTokens > 0)
    }
}
