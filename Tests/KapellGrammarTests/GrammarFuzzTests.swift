import KapellCore
import KapellGrammar
import KapellJSON
import Testing

@Suite("Grammars, fuzzing")
struct GrammarFuzzTests {
    private static var options: GrammarOptions {
        var options = GrammarOptions()
        options.limits.states = 5_000
        options.limits.parts = 500
        options.limits.nodes = 50_000
        return options
    }

    @Test("Random expressions give a grammar or an error, in bounded time")
    func expressions() {
        var dice = Dice(3)
        let pieces = [
            "a", "b", "(", ")", "[", "]", "^", "$", "|", "*", "+", "?", "{2,9}", "{40}", ".", "\\d", "\\", "é", "[^a]",
            "(a|b)*",
        ]
        var made = 0
        for _ in 0..<300 {
            let text = (0..<dice.number(1...12)).map { _ in dice.one(of: pieces) }.joined()
            guard let grammar = try? Grammar(regex: text, options: Self.options) else { continue }
            made += 1
            var walk = Walk(UInt64(made))
            walk.patience = 5
            if case .stuck(let after) = walk.run(grammar) { Issue.record("\(text) is stuck after \(after)") }
        }
        #expect(made > 30)
    }

    @Test("Random keywords with random values give a grammar or an error")
    func schemas() {
        var dice = Dice(5)
        let keys = [
            "type", "properties", "items", "required", "anyOf", "allOf", "oneOf", "$ref", "enum", "minimum", "pattern",
            "not",
            "additionalProperties", "maxItems", "minProperties", "patternProperties", "propertyNames", "const", "if",
        ]
        func value(_ depth: Int) -> JSONValue {
            switch dice.number(0...(depth > 0 ? 9 : 6)) {
            case 0: return dice.one(of: ["string", "object", "array", "integer"])
            case 1: return .integer(Int64(dice.number(-2...5)))
            case 2: return .bool(!dice.isOne(in: 4))
            case 3: return dice.one(of: ["#", "#/anyOf/0", "#/properties/a", "^a", "("])
            case 4: return ["a", "b"]
            case 5: return .number(0.5)
            case 6: return [:]
            case 7: return ["a": value(depth - 1), "b": schema(depth - 1)]
            case 8: return [schema(depth - 1), schema(depth - 1)]
            default: return schema(depth - 1)
            }
        }
        func schema(_ depth: Int) -> JSONValue {
            var object: JSONObject = [:]
            for _ in 0..<dice.number(1...3) { object[dice.one(of: keys)] = value(depth) }
            return .object(object)
        }
        var made = 0
        for _ in 0..<2_000 {
            guard let grammar = try? Grammar(jsonSchema: schema(3), options: Self.options) else { continue }
            made += 1
            var walk = Walk(UInt64(made))
            walk.patience = 5
            if made % 8 == 0, case .stuck(let after) = walk.run(grammar) { Issue.record("stuck after \(after)") }
        }
        #expect(made > 100)
    }

    @Test("Schemas that would grow without end are refused, or stay small")
    func evil() throws {
        // Each choice doubles the combinations.
        let doubling: JSONValue = [
            "allOf": .array(
                (0..<30).map {
                    ["anyOf": [["minLength": .integer($0)], ["maxLength": .integer(100 + $0)]], "type": "string"]
                })
        ]
        #expect(throws: KapellError.self) { try Grammar(jsonSchema: doubling, options: Self.options) }
        // Choices within one another that begin alike: the stack must not grow with their combinations.
        let alike: JSONValue = [
            "$ref": "#/$defs/n",
            "$defs": [
                "n": [
                    "anyOf": [
                        ["type": "object", "properties": ["a": ["$ref": "#/$defs/n"]]],
                        ["type": "object", "properties": ["a": ["$ref": "#/$defs/n"], "b": true]],
                        ["type": "object", "properties": ["a": ["$ref": "#/$defs/n"], "c": true]], ["type": "null"],
                    ]
                ]
            ],
        ]
        let grammar = try Grammar(jsonSchema: alike)
        #expect(grammar.accepts(String(repeating: "{\"a\":", count: 40) + "null" + String(repeating: "}", count: 40)))
        var deep: JSONValue = ["type": "string"]
        for _ in 0..<900 { deep = ["type": "array", "items": deep] }
        #expect(throws: KapellError.self) { try Grammar(jsonSchema: deep) }
        #expect(throws: KapellError.self) { try Grammar(regex: "((a{1,99}){1,99}){1,99}", options: Self.options) }
        let long = try Grammar(jsonSchema: ["type": "string", "maxLength": 1_000_000])
        #expect(long.accepts("\"\(String(repeating: "x", count: 3_000))\""))
    }
}
