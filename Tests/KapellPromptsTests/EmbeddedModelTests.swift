import KapellCore
import KapellJSON
import KapellLocal
import KapellPrompts
import KapellTesting
import Testing

/// Each task once, with the models that come with Kapell. They write what they like; what must hold, holds all the same.
@Suite(
    "Tasks with the embedded models", .serialized, .enabled(if: PreparedModels.areThere), .timeLimit(.minutes(10)))
struct EmbeddedModelTests {
    // One thread: several wait for each other at every step, and the tests beside these take turns with them.
    private static let options = LocalModelOptions(context: 1_024, threads: 1)
    private static let chat = LocalChatModel(
        model: "local/smollm2-135m-instruct", options: options, path: { try found(PreparedModels.chat) })
    private static let embedder = LocalEmbeddingModel(
        model: "local/all-minilm-l6-v2", options: options, identity: { _ in "test" },
        path: { try found(PreparedModels.embedding) })

    private static func found(_ path: String?) throws -> String {
        guard let path else { throw KapellError(.notFound, "The default models are not on this machine.") }
        return path
    }

    private let lease = """
        Kestrel Bakery rents the mill from Orme & Daughters. The lease ends on 31 March 2027 unless it is renewed. \
        The monthly rent is 1,450 euros – plus the water bill. Repairs of the roof are paid by the landlord.
        """

    @Test("classify gives one of the labels: the right one by meaning, and one that was given with the language model")
    func classify() async throws {
        let labels: [TaskLabel] = [
            .init("delivery", description: "parcels, couriers"), .init("billing", description: "payments, invoices"),
            .init("account", description: "passwords, logging in"),
        ]
        for (text, label) in [
            ("The courier never brought the box.", "delivery"), ("I was charged twice for one order.", "billing"),
            ("I forgot my password.", "account"),
        ] {
            #expect(try await Tasks.classify(text, into: labels, using: Self.embedder).label == label)
        }
        let result = try await Tasks.classify(
            "I was charged twice for one order.", into: labels, using: Self.chat, embedder: Self.embedder, attempts: 1)
        #expect(Set(result.scores.map(\.label)) == ["delivery", "billing", "account"])
        #expect(result.scores.first?.label == result.label)
    }

    @Test("extract gives each field, as words of the text or null, and finds what is plain to see")
    func extract() async throws {
        let text = "Invoice 245 of Harbour Books is for 310 euros."
        let values = try await Tasks.extract(
            [.init("company"), .init("amount", description: "with its currency")], from: text, using: Self.chat,
            attempts: 1)
        #expect(values.keys == ["company", "amount"])
        for (name, value) in values {
            #expect(value.isNull || value.stringValue.map { text.contains($0) } == true, "\(name): \(value)")
        }
        #expect(values["company"] == "Harbour Books" || values["amount"] == "310 euros", "\(values)")
    }

    @Test("summarise quotes with the embedding model, and with the language model is shorter and makes no number up")
    func summarise() async throws {
        let quoted = try await Tasks.summarise(lease, sentences: 1, using: Self.embedder)
        #expect(lease.contains(quoted) && quoted.hasSuffix(".") && quoted.utf8.count < lease.utf8.count / 2)
        let written = try await Tasks.summarise(
            lease, sentences: 1, using: Self.chat, embedder: Self.embedder, attempts: 1)
        #expect(!written.isEmpty && written.utf8.count < lease.utf8.count)
        for number in written.split(whereSeparator: { !$0.isNumber && $0 != "," })
        where number.contains(where: \.isNumber) {
            #expect(lease.contains(number.filter(\.isNumber)) || lease.contains(number))
        }
    }

    @Test("translate gives other words with the same numbers, or says that the model could not")
    func translate() async throws {
        let text = "The house has 3 doors."
        do {
            let translation = try await Tasks.translate(text, into: "German", using: Self.chat, attempts: 1)
            #expect(translation.lowercased() != text.lowercased() && translation.contains("3"))
        } catch let error as KapellError {
            #expect(error.code == .model && error.message.contains("translate"), "\(error)")
            #expect(error.remedy == "Take a larger model.")
        }
    }

    @Test("compare finds the text that means nearly the same nearer than one that does not, and so does rank")
    func compare() async throws {
        let text = "The tenant must pay the rent each month."
        let near = "Every month the lessee owes payment for the premises."
        let far = "Photosynthesis turns light into sugar."
        let similar = try await Tasks.compare(text, near, using: Self.embedder)
        let other = try await Tasks.compare(text, far, using: Self.embedder)
        #expect(similar > other + 0.2 && (-1...1.001).contains(similar))
        #expect(try await Tasks.rank([far, near], by: text, using: Self.embedder).map(\.index) == [1, 0])
        #expect(try await Tasks.isSame(text, "The tenant  must pay the rent each month.", using: Self.chat))
        // Held to one of two words; anything else would be an error.
        _ = try await Tasks.isSame(text, far, using: Self.chat)
    }

    @Test("answer gives words of the sentence that answers, byte for byte, and nothing where no sentence does")
    func answer() async throws {
        let answer = try #require(
            try await Tasks.answer(
                "How much is the monthly rent?", in: lease, using: Self.embedder, narrowing: Self.chat, attempts: 1))
        let bytes = Array(lease.utf8)
        #expect(answer.span.start >= 0 && answer.span.end <= bytes.count)
        #expect(Array(answer.text.utf8) == Array(bytes[answer.span.start..<answer.span.end]))
        let sentence = "The monthly rent is 1,450 euros – plus the water bill."
        #expect(sentence.contains(answer.text) && answer.isSentence == (answer.text == sentence))
        #expect(try await Tasks.answer("Who composed the symphony?", in: lease, using: Self.embedder) == nil)
    }
}
