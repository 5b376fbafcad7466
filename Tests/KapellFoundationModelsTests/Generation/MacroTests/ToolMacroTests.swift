import KapellFoundationModels
import KapellJSON
import Testing

/// How many pieces of an article
/// are in stock.
///
/// More that only people read.
/// - Parameters:
///   - article: the number of the article,
///     with all digits.
///   - warehouse: where to look.
@Tool
func stock(of article: String, warehouse: String = "main", _ limit: Int? = nil) async throws -> String {
    "\(article) \(warehouse) \(limit ?? -1)"
}

@Suite struct ToolMacroTests {
    /// What time it is.
    @Tool func time() -> String { "noon" }

    @Tool(name: "add-up", description: "Adds.")
    static func add(_ numbers: [Int]) -> [Int] { [numbers.reduce(0, +)] }

    actor Counter {
        private var count = 0

        /// Counts.
        @Tool func next(by step: Int) -> String {
            count += step
            return "\(count)"
        }
    }

    @Test("The tool has its name, its words and its parameters from the function")
    func description() throws {
        #expect(stockTool.name == "stock")
        #expect(stockTool.description == "How many pieces of an article are in stock.")
        let schema = try stockTool.parameters.jsonSchema
        #expect(schema["properties"]?["article"]?["description"] == "the number of the article, with all digits.")
        #expect(schema["x-order"] == ["article", "warehouse", "limit"])
        #expect(schema["required"] == ["article"])
        #expect(Self.addTool.name == "add-up" && Self.addTool.description == "Adds.")
    }

    @Test("A call reaches the function; what is left out has its default")
    func call() async throws {
        #expect(try await stockTool.call(arguments: GeneratedContent(json: #"{"article": "7"}"#)) == "7 main -1")
        let all = try GeneratedContent(json: #"{"article": "7", "warehouse": "B", "limit": 3}"#)
        #expect(try await stockTool.call(arguments: all) == "7 B 3")
        await #expect(throws: GeneratedContent.ParsingError.self) {
            try await stockTool.call(arguments: GeneratedContent(json: "{}"))
        }
        #expect(try await timeTool.call(arguments: GeneratedContent(json: "{}")) == "noon")
        #expect(try await Self.addTool.call(arguments: GeneratedContent(json: #"{"numbers": [1, 2]}"#)) == [3])
    }

    @Test("The tool of an actor's method runs on the actor")
    func actors() async throws {
        let tool = Counter().nextTool
        #expect(try await tool.call(arguments: GeneratedContent(json: #"{"step": 2}"#)) == "2")
        #expect(try await tool.call(arguments: GeneratedContent(json: #"{"step": 3}"#)) == "5")
        let tools: [any Tool] = [tool, stockTool]
        #expect(tools.map(\.name) == ["next", "stock"])
    }
}
