import Foundation
import KapellJSON
import Testing

@Suite("JSON Schema, small stacks")
struct JSONSchemaStackTests {
    /// Runs `body` on a thread with a stack of so many bytes.
    private func onThread<Result: Sendable>(stack: Int, _ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: body()) }
            thread.stackSize = stack
            thread.start()
        }
    }

    @Test("A validation that is too deep for its thread's stack ends with a violation", arguments: [256, 512])
    func small(kibibytes: Int) async throws {
        var chain: JSONValue = true
        for _ in 0..<200 { chain = ["allOf": [["not": ["not": chain]]]] }
        let schemas: [JSONValue] = [
            ["additionalProperties": ["$ref": "#"], "items": ["anyOf": [["type": "null"], ["$ref": "#"]]]],
            ["unevaluatedProperties": ["allOf": [["oneOf": [["$ref": "#"]]]]], "contains": ["$ref": "#"]],
            chain,
        ]
        var value: JSONValue = [[1]]
        for _ in 0..<240 { value = ["a": [value]] }
        let deep = value
        for text in schemas {
            let schema = try JSONSchema(text, options: SchemaOptions(limits: SchemaLimits(depth: 1_000_000)))
            let found = await onThread(stack: kibibytes << 10) { schema.validate(deep) + schema.validate(["b": 1]) }
            #expect(found.allSatisfy { $0.isLimit })
        }
    }

    @Test("A regular expression of the greatest depth is read and run on a stack of 512 KiB")
    func patterns() async throws {
        let count = 100
        let groups = String(repeating: "(", count: count) + "a" + String(repeating: ")*", count: count)
        let looks = String(repeating: "(?=", count: count) + "a" + String(repeating: ")", count: count)
        let isValid = await onThread(stack: 512 << 10) {
            [groups, looks].map { try? JSONSchema(["pattern": .string($0)]).isValid("aaa") }
        }
        #expect(isValid == [true, true])
        #expect(throws: SchemaError.self) { try JSONSchema(["pattern": .string("(" + groups + ")")]) }
    }
}
