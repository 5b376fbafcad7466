import KapellCore
import KapellGrammar
import KapellJSON
import Testing

@Suite("Grammars and the tokens of a text")
struct MatcherTests {
    @Test("A regular expression matches as a whole, also scalars beyond ASCII in pieces of their bytes")
    func regex() throws {
        let grammar = try Grammar(regex: "(ab|é){2}|[0-9]+")
        for text in ["abab", "éab", "éé", "007"] { #expect(grammar.accepts(text)) }
        for text in ["", "ab", "ababab", "x7", "7x"] { #expect(!grammar.accepts(text)) }
        var matcher = GrammarMatcher(grammar, vocabulary: TestVocabulary.vocabulary)
        let lead = Int32(TestVocabulary.tokens.firstIndex(of: [0xC3]) ?? 0)
        let middle = Int32(TestVocabulary.tokens.firstIndex(of: [0xA9, 0xC3]) ?? 0)
        let first = matcher.accept(lead)
        let second = matcher.accept(middle)
        #expect(first && second && !matcher.mayEnd)
        #expect(matcher.forcedBytes() == [0xA9])
    }

    @Test("A choice is one of its texts, and what must follow is known")
    func choices() throws {
        let grammar = try Grammar(choices: ["yes", "yesterday", "no"])
        #expect(grammar.accepts("yes") && grammar.accepts("yesterday") && grammar.accepts("no"))
        #expect(!grammar.accepts("yester") && !grammar.accepts("maybe"))
        var matcher = GrammarMatcher(grammar, vocabulary: TestVocabulary.vocabulary)
        let isOn = matcher.accept(bytes: "y".utf8)
        #expect(isOn && matcher.forcedBytes() == Array("es".utf8))
        let isWhole = matcher.accept(bytes: "es".utf8)
        #expect(isWhole && matcher.mayEnd && !matcher.isFinished && matcher.forcedBytes().isEmpty)
        #expect(matcher.allows(TestVocabulary.end))
        let isRefused = matcher.accept(bytes: "x".utf8)
        #expect(!isRefused && matcher.mayEnd)
        var copy = matcher
        let isEnded = copy.accept(TestVocabulary.end)
        #expect(isEnded && copy.isEnded && copy.isFinished && !matcher.isEnded)
        #expect(throws: KapellError.self) { try Grammar(choices: []) }
    }

    @Test("A text with a tool call: free text without the mark, or calls with their arguments")
    func toolCalls() throws {
        let schema: JSONValue = ["type": "object", "properties": ["city": ["type": "string"]], "required": ["city"]]
        let grammar = try Grammar(alternatives: [
            [.anyWithout("<call>")],
            [
                .any(until: "<call>"), .literal("{\"name\": \"weather\", \"arguments\": "), .schema(schema),
                .literal("}</call>"),
            ],
            [.literal("#"), .regex("[0-9]{2}")],
        ])
        #expect(grammar.accepts("It is warm <cal> today."))
        #expect(grammar.accepts("I look.<call>{\"name\": \"weather\", \"arguments\": {\"city\":\"Bonn\"}}</call>"))
        #expect(grammar.accepts("#12"))
        #expect(!grammar.accepts("I look.<call>{\"name\": \"weather\", \"arguments\": {}}</call>"))
        #expect(!grammar.accepts("<call>nonsense"))
    }

    @Test("Objects lie in one another up to the limit, and can be ended there")
    func depth() throws {
        var options = GrammarOptions()
        options.limits.depth = 5
        let schema: JSONValue = [
            "$ref": "#/$defs/n",
            "$defs": [
                "n": [
                    "type": "object", "properties": ["a": ["anyOf": [["$ref": "#/$defs/n"], ["type": "null"]]]],
                    "required": ["a"],
                ]
            ],
        ]
        let grammar = try Grammar(jsonSchema: schema, options: options)
        var matcher = GrammarMatcher(grammar, vocabulary: TestVocabulary.vocabulary)
        var count = 0
        while matcher.accept(bytes: "{\"a\":".utf8) { count += 1 }
        #expect(count == 5)
        let isEnded = matcher.accept(bytes: ("null" + String(repeating: "}", count: 5)).utf8)
        #expect(isEnded && matcher.isFinished)
        let free = try Grammar(jsonSchema: true, options: options)
        #expect(free.accepts("[[[[[1]]]]]") && !free.accepts("[[[[[[1]]]]]]"))
    }

    @Test("A text goes on where it stood when the grammar's memory begins anew")
    func renewal() throws {
        var options = GrammarOptions()
        options.limits.situations = 64
        let grammar = try Grammar(jsonSchema: true, options: options)
        var matcher = GrammarMatcher(grammar, vocabulary: TestVocabulary.vocabulary)
        var text = "[{\"é\":[{\"k\":0"
        for number in 0..<120 { text += ",\"key\(number)\":[\(number),{\"x\":null}]" }
        let isOn = text.utf8.allSatisfy { matcher.accept(bytes: [$0]) }
        #expect(isOn)
        var twin = matcher
        let isTwin = twin.accept(bytes: ",\"key7\":".utf8)
        #expect(!isTwin)
        let isEnded = matcher.accept(bytes: ",\"key\":1}]}]".utf8)
        #expect(isEnded && matcher.isFinished)
    }

    @Test("White space is none, or that of one line, or natural and bounded")
    func whitespace() throws {
        let grammar = try Grammar(jsonSchema: ["type": "array"], options: GrammarOptions(whitespace: .none))
        #expect(grammar.accepts("[1,2]") && !grammar.accepts("[1, 2]"))
        let line = try Grammar(
            jsonSchema: ["type": "object", "additionalProperties": ["type": "array"]],
            options: GrammarOptions(whitespace: .line))
        #expect(line.accepts(#"{"a": [1, 2], "b": []}"#))
        for text in [#"{"a": [1,2]}"#, #"{"a":[1]}"#, #"{"a": [ 1]}"#, #"{"a": [1] }"#, #"{"a": [1],"b": []}"#] {
            #expect(!line.accepts(text))
        }
        let natural = try Grammar(jsonSchema: ["type": "array"])
        #expect(natural.accepts("[\n\t1,\n  2\n]") && !natural.accepts("[1,  2]") && !natural.accepts("[1 ,2]"))
    }
}
