import KapellCore
import KapellDialects
import KapellJSON
import Testing

@Suite("Strict tools of other dialects' clients") struct StrictToolTests {
    private static let dialects: [any Dialect] = [AnthropicDialect(), BedrockInvokeDialect(), BedrockConverseDialect()]
    private static let schema: JSONValue = [
        "type": "object", "properties": ["n": ["type": "integer", "minimum": 1]], "required": ["n"],
    ]

    private func written(
        _ dialect: any Dialect, from client: DialectName, isStrict: Bool?
    ) throws -> (schema: JSONValue?, losses: [DialectLoss]) {
        var request = ModelRequest(messages: [ModelMessage(.user, "How many?")], sampling: .modelDefault)
        request.maximumResponseTokens = 100
        var tool = ModelTool(name: "count", description: "", parameters: Self.schema)
        tool.isStrict = isStrict
        request.tools = [tool]
        let asked = DialectRequest(
            dialect: client, model: "anthropic.claude-sonnet-4-5", streams: false, request: request)
        let encoded = try dialect.encodeRequest(asked)
        let own = encoded.body["tools"]?[0]?["input_schema"]
        return (own ?? encoded.body["toolConfig"]?["tools"]?[0]?["toolSpec"]?["inputSchema"]?["json"], encoded.losses)
    }

    @Test("A strict schema is brought into what strict tools keep to, and what it does not demand any more is named")
    func strict() throws {
        for dialect in Self.dialects {
            let (schema, losses) = try written(dialect, from: .openAIChat, isStrict: true)
            #expect(schema?["additionalProperties"] == false, "\(dialect.name)")
            #expect(schema?["properties"]?["n"]?["minimum"] == nil, "\(dialect.name)")
            #expect(schema?["properties"]?["n"]?["description"]?.stringValue?.contains("minimum: 1") == true)
            #expect(losses == [DialectLoss(.approximated, "tools[0].parameters.minimum")], "\(dialect.name)")
        }
    }

    @Test("A schema that is not strict, and that of a client of the same dialect, stay as they are")
    func untouched() throws {
        for dialect in Self.dialects {
            for (client, isStrict) in [(DialectName.openAIChat, nil), (.openAIChat, false), (dialect.name, true)] {
                let (schema, losses) = try written(dialect, from: client, isStrict: isStrict)
                #expect(schema == Self.schema, "\(dialect.name) from \(client)")
                #expect(losses.isEmpty, "\(dialect.name) from \(client): \(losses)")
            }
        }
    }
}
