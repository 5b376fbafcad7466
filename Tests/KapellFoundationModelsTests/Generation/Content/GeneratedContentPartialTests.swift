import KapellFoundationModels
import KapellJSON
import Testing

@Suite struct GeneratedContentPartialTests {
    @Test("A text that is cut shows what there is, and says that it is incomplete")
    func cut() throws {
        let content = try GeneratedContent(json: #"{"title": "A story of"#)
        #expect(!content.isComplete)
        #expect(try content.value(String.self, forProperty: "title") == "A story of")
        #expect(content.debugDescription.hasSuffix("(incomplete)"))
    }

    @Test("Only the way to the end is incomplete")
    func completeness() throws {
        let content = try GeneratedContent(json: #"{"a": {"x": 1}, "b": [[1], [2, "thr"#)
        func part(_ name: String) throws -> GeneratedContent { try content.value(forProperty: name) }
        #expect(try part("a").isComplete)
        #expect(try !part("b").isComplete)
        let lists = try part("b").value([GeneratedContent].self)
        #expect(lists.map(\.isComplete) == [true, false])
        let last = try lists[1].value([GeneratedContent].self)
        #expect(last.map(\.isComplete) == [true, false])
        #expect(try last[1].value(String.self) == "thr")
        let key = try GeneratedContent(json: #"{"a": {"x": 1}, "b"#)
        #expect(try key.value(GeneratedContent.self, forProperty: "a").isComplete)
        #expect(!key.isComplete)
    }

    @Test("A number or word at the end is not shown before it has ended")
    func openNumber() throws {
        let content = try GeneratedContent(json: #"{"age": 4"#)
        #expect(content.jsonString == "{}")
        #expect(try content.value(Int?.self, forProperty: "age") == nil)
        #expect(try GeneratedContent(json: "tr").isComplete == false)
        #expect(try GeneratedContent(json: "12").isComplete)
    }

    @Test(
        "A text that no JSON begins with is an error that keeps it",
        arguments: ["", "  ", "```json\n{}", "{a: 1}", "{} {}"])
    func errors(text: String) {
        let error = #expect(throws: GeneratedContent.ParsingError.self) { try GeneratedContent(json: text) }
        #expect(error?.rawContent == text)
        #expect(error?.debugDescription.isEmpty == false)
    }

    @Test("A structure that is deeper than the limit is an error, not a crash")
    func depth() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: GeneratedContent.ParsingError.self) { try GeneratedContent(json: text) }
    }

    @Test("A string of 10 MB and an array of 100,000 elements are read and converted in time")
    func large() throws {
        let long = String(repeating: "ab\\n", count: 2_500_000)
        let content = try GeneratedContent(json: #"{"text": "\#(long)"}"#)
        #expect(try content.value(String.self, forProperty: "text").utf8.count == 7_500_000)
        let cut = try GeneratedContent(json: #"{"text": "\#(long)"#)
        #expect(try cut.value(String.self, forProperty: "text").utf8.count == 7_500_000)
        let numbers = "[" + Array(repeating: "7", count: 100_000).joined(separator: ",") + "]"
        #expect(try GeneratedContent(json: numbers).value([Int].self).count == 100_000)
        let objects = "[" + Array(repeating: #"{"a":1}"#, count: 100_000).joined(separator: ",")
        let parts = try GeneratedContent(json: objects).value([GeneratedContent].self)
        #expect(parts.count == 100_000)
        #expect([Int](repeating: 1, count: 100_000).generatedContent.jsonString.utf8.count == 200_001)
    }
}
