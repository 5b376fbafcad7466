import KapellCore
import KapellFoundationModels
import KapellJSON
import KapellTesting
import Testing

private struct Item: Generable, Sendable {
    var name: String
    var count: Int
    var list: [Int]?

    static var generationSchema: GenerationSchema {
        GenerationSchema(
            type: Item.self,
            properties: [
                .init(name: "name", type: String.self), .init(name: "count", type: Int.self),
                .init(name: "list", type: [Int]?.self),
            ])
    }

    init(_ content: GeneratedContent) throws {
        name = try content.value(forProperty: "name")
        count = try content.value(forProperty: "count")
        list = try content.value(forProperty: "list")
    }

    var generatedContent: GeneratedContent { GeneratedContent(properties: ["name": name, "count": count]) }
}

/// What a model says, and what a session makes of it.
struct BadInputCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var reply: String
    var finish = FinishReason.stop
    /// What the error names; `nil` for none.
    var problem: String?
    /// Length of the name, and number of elements.
    var sizes = (1, 0)

    static let all = [
        BadInputCase(testDescription: "whole", reply: #"{"name": "A", "count": 1}"#),
        BadInputCase(testDescription: "cut by length", reply: #"{"name": "A", "cou"#, finish: .length, problem: ""),
        BadInputCase(testDescription: "in a fence", reply: "```json\n{\"name\": \"A\", \"count\": 1}\n```"),
        BadInputCase(
            testDescription: "with prose around", reply: #"Here it is: {"name": "A", "count": 1} Is that {fine}?"#),
        BadInputCase(
            testDescription: "a key twice, of which the last counts",
            reply: #"{"name": "ABC", "name": "A", "count": 1}"#),
        BadInputCase(
            testDescription: "an unknown key", reply: #"{"name": "A", "count": 1, "colour": 2}"#, problem: "colour"),
        BadInputCase(testDescription: "a wrong type", reply: #"{"name": "A", "count": "one"}"#, problem: "/count"),
        BadInputCase(
            testDescription: "a number of 65 bits", reply: #"{"name": "A", "count": 18446744073709551616}"#,
            problem: "count"),
        BadInputCase(
            testDescription: "a string of 10 MB",
            reply: #"{"name": ""# + String(repeating: "x", count: 10_000_000) + #"", "count": 1}"#,
            sizes: (10_000_000, 0)),
        BadInputCase(
            testDescription: "100,000 elements",
            reply: #"{"name": "A", "count": 1, "list": [7"# + String(repeating: ",7", count: 99_999) + "]}",
            sizes: (1, 100_000)),
    ]
}

@Suite("Bad answers of a model")
struct BadInputTests {
    @Test(
        "The documented value or error, the same for a stream, and a session that can be used",
        arguments: BadInputCase.all, [false, true])
    func table(_ bad: BadInputCase, streams: Bool) async throws {
        let (session, backend) = session([
            .events([.text(bad.reply), .finished(bad.finish)]),
            .events([.text(#"{"name": "later", "count": 2}"#), .finished(.stop)]),
        ])
        session.policy.budget.attempts = 1
        do {
            let item: Item
            if streams {
                let stream = session.streamResponse(to: "Which?", generating: Item.self)
                for try await _ in stream {}
                item = try await stream.collect().content
            } else {
                item = try await session.respond(to: "Which?", generating: Item.self).content
            }
            #expect(bad.problem == nil)
            #expect(item.count == 1)
            #expect((item.name.utf8.count, item.list?.count ?? 0) == bad.sizes)
            #expect(session.transcript.kinds == ["prompt", "response"])
        } catch let error as GeneratedContent.ParsingError {
            let problem = try #require(bad.problem)
            #expect(problem.isEmpty || error.debugDescription.contains(problem))
            #expect(error.rawContent == bad.reply)
            #expect(session.transcript.isEmpty)
        }
        #expect(!session.isResponding)
        #expect(try await session.respond(to: "And now?", generating: Item.self).content.name == "later")
        #expect(backend.count == 2)
    }
}
