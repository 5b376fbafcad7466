import KapellCore
import KapellServer
import Testing

@Suite("Errors in kapell.yaml")
struct ConfigurationErrorTests {
    /// One wrong file: where its only issue is, and words of its message and its remedy.
    struct Case: Sendable, CustomTestStringConvertible {
        var yaml: String
        var place: String
        var key: String?
        var message: String
        var remedy: String
        var testDescription: String { message }

        init(_ yaml: String, _ place: String, _ key: String?, _ message: String, _ remedy: String) {
            (self.yaml, self.place, self.key, self.message, self.remedy) = (yaml, place, key, message, remedy)
        }
    }

    @Test(
        "Each mistake is one issue with its place, its key and a remedy",
        arguments: keys + values + names + texts + models)
    func mistake(_ wrong: Case) throws {
        let found = issues(wrong.yaml)
        #expect(found.count == 1)
        let issue = try #require(found.first)
        #expect("\(issue.line):\(issue.column)" == wrong.place)
        #expect(issue.file == "/project/kapell.yaml")
        #expect(issue.key == wrong.key)
        #expect(issue.message.contains(wrong.message), "\(issue)")
        #expect(issue.remedy.contains(wrong.remedy), "\(issue)")
        let error = ConfigurationError(issues: found).kapellError
        #expect(error.code == .configuration)
        #expect(error.message.hasPrefix("/project/kapell.yaml:\(wrong.place): "))
        #expect(error.remedy == issue.remedy)
    }

    static let keys = [
        Case("version: 1\nknowlege: {}", "2:1", "knowlege", "not a key", "Did you mean `knowledge`?"),
        Case("version: 1\nserver:\n  prot: 1", "3:3", "server.prot", "not a key", "Did you mean `port`?"),
        Case("version: 1\nport: 1", "2:1", "port", "not a key", "`port` belongs below `server`."),
        Case("version: 1\ntokens: 1", "2:1", "tokens", "not a key", "belongs below `knowledge.NAME.chunk`"),
        Case("version: 1\nzzzzzzzzz: 1", "2:1", "zzzzzzzzz", "not a key", "The nearest valid key is `version`"),
        Case(
            "version: 1\n\(String(repeating: "é", count: 70)): 1", "2:1", String(repeating: "é", count: 60) + "…",
            "not a key", "Keys here: `version`"),
        Case("version: 1\nserver: {keys: [a]}", "2:10", "server.keys", "reserved", "Remove"),
        Case("version: 1\nagents: {}", "2:1", "agents", "does not read it yet", "Remove"),
        Case("server: {port: 1}", "1:1", "version", "`version` is missing", "Add `version: 1`"),
        Case(
            "version: 1\nknowledge:\n  a: {mode: extractive}", "3:3", "knowledge.a.sources", "is missing",
            "sources: [documents]"),
        Case(
            "version: 1\nmodels: {default: {threads: 2}}", "2:19", "models.default.model", "is missing", "model: local/"
        ),
        Case(
            "version: 1\nserver: {port: 1}\nserver: {port: 2}", "2:1", nil, "twice in one mapping: `server`", "Keep one"
        ),
        Case("version: 1\n? [a, b]\n: c", "2:3", nil, "key is a list or a mapping", "name before the colon"),
    ]

    static let values = [
        Case("version: 2", "1:10", "version", "must be the whole number 1; here is `2`", "version: 1"),
        Case("version: \"1\"", "1:10", "version", "here is the text `1`", "version: 1"),
        Case("version: 1\nserver: {port: 0}", "2:16", "server.port", "from 1 to 65535; here is `0`", "port: 7272"),
        Case("version: 1\nserver: {port: 65536}", "2:16", "server.port", "here is `65536`", "port: 7272"),
        Case("version: 1\nserver: {port: 99999999999999999999}", "2:16", "server.port", "whole number", "port: 7272"),
        Case("version: 1\nserver: {port: \"80\"}", "2:16", "server.port", "here is the text `80`", "port: 7272"),
        Case("version: 1\nserver: {port: 8e1}", "2:16", "server.port", "here is `8e1`", "port: 7272"),
        Case("version: 1\nserver: {port: 0x50}", "2:16", "server.port", "here is `0x50`", "port: 7272"),
        Case("version: 1\nserver: {port: [80]}", "2:16", "server.port", "here is a list", "port: 7272"),
        Case("version: 1\nserver:\n  port:", "3:8", "server.port", "has no value", "port: 7272"),
        Case("version: 1\nserver:", "2:8", "server", "has no value", "server: {port"),
        Case(
            "version: 1\nserver: 7272", "2:9", "server", "mapping of keys to values; here is a whole number",
            "server: {port"),
        Case(
            "version: 1\nserver: {host: 0.0.0.0}", "2:16", "server.host",
            "serving beyond this machine needs keys, which this version does not have yet", "127.0.0.1"),
        Case("version: 1\nserver: {host: 127.0.0.256}", "2:16", "server.host", "needs keys", "127.0.0.1"),
        Case("version: 1\nserver: {host: a b}", "2:16", "server.host", "must be a host name or address", "127.0.0.1"),
        Case("version: 1\nserver: {host: \"\"}", "2:16", "server.host", "must be a host name or address", "127.0.0.1"),
        Case(
            "version: 1\nmodels: {default: opnai/gpt-5}", "2:19", "models.default",
            "provider `opnai`, which is neither known nor declared", "Did you mean `openai`?"),
        Case(
            "version: 1\nmodels: {default: loacl/x}", "2:19", "models.default", "names the provider `loacl`",
            "Did you mean `local`?"),
        Case(
            "version: 1\nmodels: {default: Open AI/x}", "2:19", "models.default", "no name of a provider",
            "`openai/gpt-5`"),
        Case("version: 1\nmodels: {default: openai/}", "2:19", "models.default", "no model after `openai/`", "GGUF"),
        Case("version: 1\nmodels: {default: smollm2}", "2:19", "models.default", "names no provider", "`local/`"),
        Case(
            "version: 1\nmodels: {embedding: {model: local/}}", "2:29", "models.embedding.model", "names no model",
            "`local/`"),
        Case(
            "version: 1\nmodels: {default: {model: local/a, context: 1}}", "2:45", "models.default.context",
            "from 256", "context: 4096"),
        Case(
            "version: 1\nmodels: {default: [local/a]}", "2:19", "models.default", "or a mapping; here is a list",
            "default: local/"),
        Case("version: 1\nstores: {path: ~}", "2:16", "stores.path", "has no value", "path: .kapell"),
        Case("version: 1\nstores: {path: ~bob/x}", "2:16", "stores.path", "home folder of another user", "`~/…`"),
        Case("version: 1\nstores: {path: ~/x}", "2:16", "stores.path", "`HOME` does not say", "Set `HOME`"),
        Case("version: 1\nstores: {path: \"a\\0b\"}", "2:16", "stores.path", "control characters", "path: .kapell"),
        Case("version: 1\nstores: {path: \"\"}", "2:16", "stores.path", "empty path", "`.`"),
        Case("version: 1\nstores: {path: 2024}", "2:16", "stores.path", "must be a path; here is `2024`", "in quotes"),
        Case(
            "version: 1\nstores: {journal: mysql://a:pw@b/c}", "2:19", "stores.journal",
            "is not the address of a PostgreSQL database", "postgresql://"),
        Case(
            "version: 1\nstores: {journal: 7}", "2:19", "stores.journal",
            "must be the address of a PostgreSQL database; here is a", "in quotes"),
        Case("version: 1\nstores: {scope: My Team}", "2:17", "stores.scope", "cannot be named", "small letters"),
    ]

    static let names = [
        Case(
            knowledge("{sources: documents}"), "2:26", "knowledge.a.sources", "must be a list; here is text",
            "sources: [documents]"),
        Case(knowledge("{sources: []}"), "2:26", "knowledge.a.sources", "holds 0 entries", "sources: [documents]"),
        Case(
            knowledge("{sources: [a, [b]]}"), "2:30", "knowledge.a.sources[1]", "must be a path; here is a list",
            "sources: [documents]"),
        Case(
            knowledge("{sources: [a], mode: extractiv}"), "2:37", "knowledge.a.mode", "`extractive`, `generative`",
            "Did you mean `extractive`?"),
        Case(
            knowledge("{sources: [a], mode: no}"), "2:37", "knowledge.a.mode", "here is the text `no`",
            "mode: extractive"),
        Case(
            knowledge("{sources: [a], description: \(String(repeating: "x", count: 2001))}"), "2:44",
            "knowledge.a.description", "longer than 2000", "Shorten"),
        Case(
            knowledge("{sources: [a], limits: {file_size: 64XB}}"), "2:51", "knowledge.a.limits.file_size",
            "must be a size", "KiB"),
        Case(
            knowledge("{sources: [a], limits: {file_size: 6.4MB}}"), "2:51", "knowledge.a.limits.file_size",
            "must be a size", "KiB"),
        Case(
            knowledge("{sources: [a], limits: {file_size: 0}}"), "2:51", "knowledge.a.limits.file_size",
            "1 to 1000000000000 bytes", "64MB"),
        Case(
            knowledge("{sources: [a], limits: {file_size: 999999999999GiB}}"), "2:51",
            "knowledge.a.limits.file_size", "must be", "64MB"),
        Case(
            "version: 1\nknowledge: {My Files: {sources: [a]}}", "2:13", "knowledge.My Files",
            "cannot be named `My Files`", "small letters"),
        Case("version: 1\nknowledge: {-a: {sources: [a]}}", "2:13", "knowledge.-a", "cannot be named", "small letters"),
        Case(
            "version: 1\nknowledge: {\(String(repeating: "a", count: 65)): {sources: [a]}}", "2:13",
            "knowledge." + String(repeating: "a", count: 60) + "…", "cannot be named", "64"),
        Case(
            "version: 1\nknowledge: {a: [documents]}", "2:16", "knowledge.a", "here is a list", "sources: [documents]"),
        Case("version: 1\nknowledge: [a]", "2:12", "knowledge", "begins with a name; here is a list", "contracts"),
        Case("version: 1\ninclude: models.yaml", "2:10", "include", "must be a list", "include: [models.yaml]"),
        Case("version: 1\ninclude: [/etc/a.yaml]", "2:11", "include[0]", "relative to this file", "relative"),
        Case(
            "version: 1\ninclude: [\"${A}.yaml\"]", "2:11", "include[0]", "must not depend on variables", "path itself"),
        Case("version: 1\ninclude: [missing.yaml]", "2:11", "include[0]", "does not exist", "Correct the path"),
    ]

    static let texts = [
        Case("", "1:1", nil, "The file is empty", "version: 1"),
        Case("# only a comment\n\n", "1:1", nil, "The file is empty", "version: 1"),
        Case("---\n", "1:1", nil, "The file is empty", "version: 1"),
        Case("- a\n- b", "1:1", nil, "keys and values; here is a list", "version: 1"),
        Case("hello", "1:1", nil, "keys and values; here is text", "version: 1"),
        Case("version: 1\nserver:\n\tport: 80", "3:1", nil, "A tab stands here", "spaces"),
        Case("version: 1\nserver: a: b", "2:10", nil, "not valid YAML: mapping values", "in quotes"),
        Case("version: 1\nserver: {port: 80", "2:17", nil, "not valid YAML", "brackets"),
        Case("version: 1\nserver: \"x", "2:11", nil, "not valid YAML", "quotes"),
        Case("version: 1\n---\nversion: 1", "2:1", nil, "more than one YAML document", "`---`"),
        Case("version: 1\nserver: \u{1}", "2:9", nil, "control character", "Remove it"),
        Case("version: 1\nserver: {host: !secret x}", "2:16", nil, "Tags (`!secret`)", "Remove the tag"),
        Case("version: !!int 1", "1:10", nil, "Tags", "Remove the tag"),
        Case("version: 1\nserver: &a {port: 80}", "2:9", nil, "Anchors and aliases", "include"),
        Case("version: 1\nserver: *a", "2:9", nil, "Anchors and aliases", "include"),
        Case("version: 1\na: &a {port: 80}\nserver: *a", "3:9", nil, "Anchors and aliases", "include"),
    ]

    private static func knowledge(_ entry: String) -> String { "version: 1\nknowledge: {a: \(entry)}" }

    @Test("All mistakes of a file are reported together, from top to bottom")
    func together() throws {
        let found = issues(
            """
            version: 3
            modles: {}
            server:
              port: ${NOT_SET}
              host: 10.0.0.1
            knowledge:
              Bad Name: {sources: [a]}
              good: {sources: [a], mode: other, chunk: {tokens: 5}}
            routes: {}
            """)
        #expect(found.map(\.line) == [1, 2, 4, 5, 7, 8, 8, 9])
        let error = ConfigurationError(issues: found).kapellError
        #expect(error.message.hasPrefix("/project/kapell.yaml:1:10: `version`"))
        #expect(found.allSatisfy { error.message.contains($0.message) && error.message.contains($0.remedy) })
        #expect(error.remedy == "Correct these 8 places, then run `kapell check`.")
    }

    @Test("A file with thousands of mistakes names the first hundred and the number of the others")
    func many() {
        let keys = (0..<5000).map { "key\($0): 1" }.joined(separator: "\n")
        let found = issues("version: 1\n\(keys)")
        #expect(found.count == 101)
        #expect(found.last?.message == "4900 more issues are not listed.")
    }

    @Test("Bytes that are not UTF-8 are named by line and column")
    func notUTF8() {
        let found = issues(of: Array("version: 1\nserver: ä".utf8.dropLast()))
        #expect(found.map(\.location) == ["/project/kapell.yaml:2:9"])
        #expect(found.first?.message == "The file is not UTF-8 text.")
    }

    @Test("Control characters in keys do not reach the terminal")
    func controlCharacters() {
        let found = issues("version: 1\n\"a\\e[31m\\u202e\": 1")
        #expect(found.first?.message == "`a\\u{1b}[31m\\u{202e}` is not a key that is known here.")
    }
}
