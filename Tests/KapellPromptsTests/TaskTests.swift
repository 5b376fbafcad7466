import KapellCore
import KapellJSON
import KapellPrompts
import KapellTesting
import Testing

@Suite("Tasks") struct TaskTests {
    private let embedder = WordHashEmbedder(dimensions: 512)

    @Test("Every task's prompt can be read") func prompts() throws {
        for name in ["answer-span", "classify", "compare", "extract", "summarise", "translate"] {
            #expect(try TaskPrompts.prompt(name).source.isBuiltIn)
        }
        #expect(TaskPrompts.all.count == 6)
    }

    @Test("Classifying by meaning always gives a label, and ties go to the first") func classify() async throws {
        let labels = [TaskLabel("fruit", description: "apple pear"), TaskLabel("trains", description: "train rail")]
        #expect(try await Tasks.classify("a late train", into: labels, using: embedder).label == "trains")
        let tie = try await Tasks.classify("zebra", into: ["b", "a"], using: embedder)
        #expect(tie.label == "b" && tie.scores.map(\.label) == ["b", "a"])
        let shown = [TaskLabel("x", examples: ["the sky is blue"]), TaskLabel("y", examples: ["my dog barks"])]
        #expect(try await Tasks.classify("a dog barks", into: shown, using: embedder).label == "y")
    }

    @Test("Labels must differ, and be two at least") func labels() async throws {
        for labels in [["a"], ["a", "A"], []] as [[TaskLabel]] {
            await #expect(throws: KapellError.self) { try await Tasks.classify("x", into: labels, using: embedder) }
        }
    }

    @Test("A model is held to the labels: another answer is asked for again") func heldToLabels() async throws {
        let backend = ScriptedBackend([.text(["I think so"]), .text(["spam or ham"]), .text([" The label is: Spam."])])
        let result = try await Tasks.classify("x", into: ["ham", "spam"], using: backend)
        #expect(result.label == "spam" && result.margin == 1)
        #expect(backend.requests[2].messages.last?.content.contains("write exactly one of: ham, spam.") == true)
    }

    @Test("Where no label comes, the embedding model decides; without one it is an error") func fallback() async throws
    {
        let answers = Array(repeating: ScriptedBackend.Turn.text(["hm"]), count: 6)
        let labels: [TaskLabel] = ["train", "apple"]
        let result = try await Tasks.classify(
            "an apple", into: labels, using: ScriptedBackend(answers), embedder: embedder)
        #expect(result.label == "apple")
        let error = await #expect(throws: KapellError.self) {
            try await Tasks.classify("an apple", into: labels, using: ScriptedBackend(answers))
        }
        #expect(error?.code == .model)
    }

    @Test("Values that are taken out stand in the text, or are null") func extract() async throws {
        let text = "Kestrel Bakery rents the mill\nfor 1,450 euros."
        let backend = ScriptedBackend([
            .text([#"{"name": "kestrel bakery", "rent": "2,000 euros", "what": "the mill for"}"#]),
            .text([#"{"name": "Kestrel  Bakery.", "rent": "900 euros", "what": "the mill for", "else": 1}"#]),
        ])
        let values = try await Tasks.extract(["name", "rent", "what"], from: text, using: backend, attempts: 2)
        #expect(values == ["name": "Kestrel Bakery", "rent": .null, "what": "the mill\nfor"])
        #expect(values.keys == ["name", "rent", "what"])
        #expect(backend.requests[1].messages.last?.content.contains("word for word: rent.") == true)
    }

    @Test("A span is verbatim in the text, byte for byte, or there is none") func span() async throws {
        let text = "Größe zählt. The lease ends on 31 March 2027. The rent is 1,450 euros."
        let backend = ScriptedBackend([.text(["It ends in March"]), .text(["31 march 2027."])])
        let answer = try #require(
            try await Tasks.answer(
                "When does the lease end ?", in: text, using: embedder, narrowing: backend, threshold: 0.1))
        #expect(answer.text == "31 March 2027" && !answer.isSentence)
        let bytes = Array(text.utf8)[answer.span.start..<answer.span.end]
        #expect(String(decoding: bytes, as: UTF8.self) == answer.text)
        #expect(try await Tasks.answer("Who barks?", in: text, using: embedder, threshold: 0.5) == nil)
        #expect(try await Tasks.answer("x", in: "", using: embedder) == nil)
    }

    @Test("Words that never stand in the text give the whole sentence") func sentence() async throws {
        let backend = ScriptedBackend([.text(["tomorrow"]), .text(["the lease"]), .text(["?"])])
        let answer = try await Tasks.answer(
            "When does the lease end", in: "The lease ends on 31 March 2027. Rent is due.", using: embedder,
            narrowing: backend, threshold: 0.1, attempts: 2)
        #expect(answer?.text == "The lease ends on 31 March 2027." && answer?.isSentence == true)
    }

    @Test("A summary by sentences is made of the text's own, in their order") func summary() async throws {
        let text = "The mill grinds flour. Mr. Orme owns the mill. A cat sleeps. The mill wheel turns and grinds."
        let summary = try await Tasks.summarise(text, sentences: 2, using: embedder)
        #expect(
            summary.contains("mill") && !summary.contains("cat") && text.contains(summary.split(separator: ". ")[0]))
        #expect(try await Tasks.summarise("One.", sentences: 2, using: embedder) == "One.")
    }

    @Test("A summary with a number of its own is asked for again; then sentences of the text are taken") func numbers()
        async throws
    {
        let text = "The mill was built in 1821 by the river. It stood empty for a long time. It was rented in 1998."
        let good = ScriptedBackend([.text(["Built in 1921."]), .text(["Built in 1821."])])
        #expect(try await Tasks.summarise(text, using: good) == "Built in 1821.")
        let bad = ScriptedBackend([.text(["In 7."]), .text(["In 8."])])
        let fallen = try await Tasks.summarise(text, sentences: 1, using: bad, embedder: embedder)
        #expect(text.contains(fallen))
    }

    @Test("A translation is not the text again, and keeps the numbers") func translate() async throws {
        let backend = ScriptedBackend([.text(["The rent is 1,450 euros."]), .text(["Die Miete ist 1.450 Euro."])])
        let text = try await Tasks.translate("The rent is 1,450 euros.", into: "German", using: backend)
        #expect(text == "Die Miete ist 1.450 Euro.")
    }

    @Test("Texts are compared and ranked by meaning; ties keep their order") func compare() async throws {
        #expect(try await Tasks.compare("a red apple", "a red apple", using: embedder) > 0.99)
        let ranked = try await Tasks.rank(["dog", "apple", "dog"], by: "the apple", using: embedder)
        #expect(ranked.map(\.index) == [1, 0, 2])
        #expect(try await Tasks.isSame("a", "b", using: ScriptedBackend([.text(["different"])])) == false)
    }
}
