import KapellJSON
import KapellServer
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("The schema of kapell.yaml")
struct ConfigurationSchemaTests {
    private var documentation: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Documentation")
    }

    @Test("The file in Documentation is the schema")
    func published() throws {
        let file = documentation.appendingPathComponent("kapell.schema.json")
        let expected = KapellConfiguration.schema.serialized(pretty: true) + "\n"
        if ProcessInfo.processInfo.environment["KAPELL_WRITE_SCHEMA"] == "1" {
            try Data(expected.utf8).write(to: file)
        }
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(written == expected, "Run the test once with KAPELL_WRITE_SCHEMA=1 and commit the file.")
    }

    @Test("The reference in Documentation holds the table of keys and a correct example")
    func reference() throws {
        let file = documentation.appendingPathComponent("Configuration.md")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text.contains(KapellConfiguration.referenceTable), "\(KapellConfiguration.referenceTable)")
        let example = try #require(text.components(separatedBy: "```yaml\n").dropFirst().first)
        let yaml = try #require(example.components(separatedBy: "```").first)
        #expect(try configuration(yaml, environment: ["HOME": "/home/ada"]).knowledge.isEmpty == false)
    }

    @Test("It is JSON Schema 2020-12 and says what each key means")
    func shape() throws {
        let schema = KapellConfiguration.schema
        #expect(schema["$schema"]?.stringValue == "https://json-schema.org/draft/2020-12/schema")
        #expect(try JSONValue(parsing: schema.serialized()) == schema)
        let properties = try #require(schema["properties"]?.objectValue)
        #expect(
            Array(properties.keys) == [
                "version", "include", "models", "knowledge", "prompts", "tools", "workflows", "stores", "server",
            ])
        #expect(properties.allSatisfy { $0.1["description"]?.stringValue?.isEmpty == false })
        #expect(schema["properties"]?["server"]?["properties"]?["port"]?["default"]?.intValue == 7272)
    }

    @Test(
        "It accepts and refuses what the program does",
        arguments: [
            #"{"version": 1}"#, #"{"version": 2}"#, #"{"version": "1"}"#, #"{}"#, #"[]"#, #""text""#,
            #"{"version": 1, "server": {"port": 80, "host": "::1"}}"#, #"{"version": 1, "server": {"port": 0}}"#,
            #"{"version": 1, "server": {"port": "80"}}"#, #"{"version": 1, "server": {"port": "${P:-80}"}}"#,
            #"{"version": 1, "server": {"host": "0.0.0.0"}}"#, #"{"version": 1, "server": {"host": "127.0.0.300"}}"#,
            #"{"version": 1, "server": {"host": "${H:-localhost}"}}"#, #"{"version": 1, "server": {"keys": []}}"#,
            #"{"version": 1, "server": null}"#, #"{"version": 1, "routes": {}}"#, #"{"version": 1, "other": 1}"#,
            #"{"version": 1, "models": {"default": "local/a b.gguf"}}"#,
            #"{"version": 1, "models": {"default": "local/"}}"#,
            #"{"version": 1, "models": {"default": "openai/a"}}"#, #"{"version": 1, "models": {"default": {}}}"#,
            #"{"version": 1, "models": {"default": {"model": "local/a", "threads": 0}}}"#,
            #"{"version": 1, "models": {"embedding": {"model": "local/a", "context": 256}}}"#,
            #"{"version": 1, "models": {"default": "Open AI/a"}}"#,
            #"{"version": 1, "models": {"default": "openai/"}}"#,
            #"{"version": 1, "models": {"providers": {}}}"#,
            #"{"version": 1, "models": {"providers": {"openai": {}}}}"#,
            #"{"version": 1, "models": {"providers": {"openai": {"key": "k", "url": "https://a.example/v1"}}}}"#,
            #"{"version": 1, "models": {"providers": {"openai": {"key": "a b"}}}}"#,
            #"{"version": 1, "models": {"providers": {"openai": {"key": 12345}}}}"#,
            #"{"version": 1, "models": {"providers": {"openai": {"key": ""}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "other"}}}}"#,
            #"{"version": 1, "models": {"providers": {"A": {"kind": "openai"}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "private": true}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "private": "${P:-false}"}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "private": "yes"}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "private": 1}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "headers": {"X-Team": "blue"}}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "headers": {"X Team": "blue"}}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "headers": {"X-Team": "é"}}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "url": "ftp://a"}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "url": "http://a:65536"}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "url": "http://u:p@a"}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "openai", "url": "http://[::1]:80/v1/"}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "bedrock", "region": "eu-central-1"}}}}"#,
            #"{"version": 1, "models": {"providers": {"a": {"kind": "bedrock", "region": "eu_1"}}}}"#,
            #"{"version": 1, "models": {"aliases": {"anthropic.claude-v1:0": "local/a", "é/ü": "openai/a:b"}}}"#,
            #"{"version": 1, "models": {"aliases": {"a b": "local/a"}}}"#,
            #"{"version": 1, "models": {"aliases": {"a​b": "local/a"}}}"#,
            #"{"version": 1, "models": {"aliases": {"": "local/a"}}}"#,
            #"{"version": 1, "models": {"aliases": {"a": {}}}}"#, #"{"version": 1, "models": {"aliases": {"a": []}}}"#,
            #"{"version": 1, "models": {"aliases": {"a": {"models": []}}}}"#,
            #"{"version": 1, "models": {"aliases": {"a": {"models": ["local/a"], "attempts": 11}}}}"#,
            #"{"version": 1, "models": {"aliases": {"a": {"models": ["local/a"], "deadline": 3600, "strict": false}}}}"#,
            #"{"version": 1, "models": {"aliases": {"a": {"models": ["local/a"], "connect": 0}}}}"#,
            #"{"version": 1, "models": {"embedding": ["local/a"]}}"#, #"{"version": 1, "stores": {"path": "/a/../b"}}"#,
            #"{"version": 1, "stores": {"path": "~bob"}}"#, #"{"version": 1, "stores": {"path": ""}}"#,
            #"{"version": 1, "stores": {"path": "a\nb"}}"#, #"{"version": 1, "stores": {"path": 5}}"#,
            #"{"version": 1, "stores": {"path": "~/é\u0301"}}"#, #"{"version": 1, "stores": {"path": "a\r\nb"}}"#,
            #"{"version": 1, "prompts": {}}"#, #"{"version": 1, "prompts": {"sources": ["p"]}}"#,
            #"{"version": 1, "prompts": {"sources": []}}"#, #"{"version": 1, "prompts": ["p"]}"#,
            #"{"version": 1, "include": []}"#, #"{"version": 1, "include": ["/a"]}"#,
            #"{"version": 1, "include": [1]}"#,
            #"{"version": 1, "include": ["${A:-b}"]}"#, #"{"version": 1, "knowledge": {}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"]}}}"#, #"{"version": 1, "knowledge": {"a": {}}}"#,
            #"{"version": 1, "knowledge": {"A": {"sources": ["b"]}}}"#,
            #"{"version": 1, "knowledge": {"a\n": {"sources": ["b"]}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": []}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": "b"}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "mode": "generative", "description": ""}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "mode": "Generative"}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "description": 5}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "description": true}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "limits": {"file_size": "64MB", "files": 3}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "limits": {"file_size": 64000}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "limits": {"file_size": "64"}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "limits": {"file_size": "64mb"}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "limits": {"file_size": -1}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "limits": {"file_size": 1.5}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"tokens": 200}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"tokens": 15}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"by": "sentence", "sentences": 3}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"by": "page"}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"overlap": 30, "parents": 640}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"overlap": {"sentences": 2}}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"overlap": "2 sentences"}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"overlap": {"words": 2}}}}}"#,
            #"{"version": 1, "knowledge": {"a": {"sources": ["b"], "chunk": {"parents": 63}}}}"#,
        ])
    func agreement(json: String) throws {
        // JSON is YAML, so the same text can go both ways.
        let schemaAccepts = SchemaChecker(root: KapellConfiguration.schema).accepts(try JSONValue(parsing: json))
        let programAccepts = (try? configuration(json, environment: ["HOME": "/home/ada"])) != nil
        #expect(schemaAccepts == programAccepts)
    }
}
