import KapellCore
import KapellJSON
import KapellPrompts
import KapellServer
import Testing

@Suite("The OpenAPI document") struct OpenAPIDocumentTests {
    private func prompt(_ name: String, _ front: String, _ body: String) throws -> Prompt {
        try PromptReader().read(Array("---\nformat: 1\n\(front)\n---\n\(body)".utf8), name: name, file: name)
    }

    @Test("Each prompt has an endpoint of its own, with its types") func prompts() throws {
        let ticket = try prompt("sort-ticket", "input: {text: string, n: integer?}\noutput: {queue: a | b}", "{{text}}")
        let document = JSONValue.object(OpenAPIDocument(prompts: [ticket]).json)
        #expect(document["openapi"] == "3.1.1")
        let post = try #require(document["paths"]?["/kapell/v1/prompts/sort-ticket"]?["post"])
        #expect(post["operationId"] == "runSortTicket")
        let schemas = try #require(document["components"]?["schemas"])
        #expect(
            schemas["SortTicketInput"] == ticket.input.schema && schemas["SortTicketOutput"] == ticket.output?.schema)
        #expect(post["responses"]?["400"] != nil && post["responses"]?["200"]?["content"]?["text/event-stream"] != nil)
    }

    @Test("Every reference leads to a component") func references() throws {
        let plain = try prompt("plain", "input: {text: string}", "{{text}}")
        let document = JSONValue.object(OpenAPIDocument(prompts: [plain]).json)
        let text = document.serialized()
        var rest = text[...]
        var count = 0
        while let range = rest.firstRange(of: "\"$ref\":\"#/") {
            rest = rest[range.upperBound...]
            let path = rest.prefix { $0 != "\"" }.split(separator: "/").map(String.init)
            let found = path.reduce(document as JSONValue?) { value, key in value?[key] }
            #expect(found != nil, "\(path)")
            count += 1
        }
        #expect(count > 20)
        let ids = text.split(separator: "\"operationId\":\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(Set(ids).count == ids.count)
    }

    @Test("References of a prompt's own schema count from its own beginning") func embedded() throws {
        let tree = try prompt(
            "tree", "input: {$ref: '#/$defs/t', $defs: {t: {type: object, properties: {text: {type: string}}}}}", "a")
        let schemas = JSONValue.object(OpenAPIDocument(prompts: [tree]).json)["components"]?["schemas"]
        #expect(schemas?["TreeInput"]?["$id"]?.stringValue?.hasPrefix("urn:kapell:prompt:tree:") == true)
    }
}
