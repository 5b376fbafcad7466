import KapellServer
import Testing

@Suite("Variables in kapell.yaml")
struct ConfigurationVariableTests {
    private func description(_ value: String, _ environment: [String: String] = [:]) throws -> String? {
        let yaml = "version: 1\nknowledge:\n  a:\n    sources: [x]\n    description: \(value)"
        return try configuration(yaml, environment: environment).knowledge.first?.description
    }

    @Test(
        "Variables, defaults and dollars are replaced",
        arguments: [
            ("${A}", "one"), ("${A}-${B}", "one-two"), ("x${A:-y}z", "xonez"), ("${C:-three}", "three"),
            ("${EMPTY:-four}", "four"), ("${EMPTY}", ""), ("${C:-}", ""), ("$${A}", "${A}"), ("$$$${A}", "$${A}"),
            ("$A", "$A"), ("5$", "5$"), ("'${A}'", "one"), ("\"${A}\\n\"", "one\n"), ("${C:-a:-b-c}", "a:-b-c"),
            ("${NESTED}", "${A}"), ("${YAML}", "x\nversion: 2"),
        ])
    func replaced(value: String, expected: String) throws {
        let environment = [
            "A": "one", "B": "two", "EMPTY": "", "NESTED": "${A}", "YAML": "x\nversion: 2",
        ]
        #expect(try description(value, environment) == expected)
    }

    @Test("Numbers and choices may come from variables, with or without quotes")
    func numbers() throws {
        let yaml = "version: 1\nserver: {port: \"${P}\"}\nknowledge:\n  a: {sources: [x], mode: \"${M:-generative}\"}"
        let result = try configuration(yaml, environment: ["P": "81"])
        #expect(result.server.port == 81)
        #expect(result.knowledge.first?.mode == .generative)
        #expect(try configuration("version: 1\nserver:\n  port: ${P:-82}").server.port == 82)
    }

    @Test("A missing variable is named, with the file that could hold it")
    func missing() {
        let found = issues("version: 1\nserver:\n  port: ${NOT_THERE}")
        #expect(found.map(\.location) == ["/project/kapell.yaml:3:9"])
        #expect(found.first?.key == "server.port")
        #expect(found.first?.message == "`server.port` needs the variable `NOT_THERE`, which is not set.")
        #expect(found.first?.remedy.contains("`/project/.env`") == true)
        #expect(found.first?.remedy.contains("${NOT_THERE:-…}") == true)
    }

    @Test(
        "Variables that are written wrongly are refused",
        arguments: [
            "${", "${A", "${}", "${1A}", "${A B}", "${A:x}", "${A-x}", "${A:-${B}}", "${Ä}", "${:-x}",
        ])
    func malformed(value: String) {
        let found = issues("version: 1\nstores:\n  path: \"\(value)\"", environment: ["A": "secret"])
        #expect(found.count == 1)
        #expect(found.first?.key == "stores.path")
        #expect(found.first?.description.contains("secret") == false)
    }

    @Test(
        "A value that came from a variable is never shown",
        arguments: [
            "server: {port: \"${S}\"}", "server: {host: \"${S}\"}", "models: {default: \"${S}\"}",
            "models: {default: \"${S}/model\"}", "models: {default: \"a${S:-x}\"}", "stores: {path: \"~${S}\"}",
            "knowledge: {a: {sources: [x], mode: \"${S}\"}}", "knowledge: {a: {sources: [\"${S}\\0\"]}}",
            "knowledge: {a: {sources: [x], limits: {file_size: \"${S}\"}}}", "version: \"${S}\"",
            "server: {port: \"${DIGITS}\"}", "models: {default: {model: local/a, threads: \"${DIGITS}\"}}",
            "models: {providers: {openai: {key: \"${S} x\"}}}", "models: {providers: {openai: {url: \"${S}\"}}}",
            "models: {providers: {openai: {headers: {A: \"${S}\\n\"}}}}", "models: {aliases: {a: \"${S}/x\"}}",
            "models: {providers: {openai: {private: \"${S}\"}}}", "models: {providers: {a: {kind: \"${S}\"}}}",
            "knowledge: {a: {sources: \"${S}\"}}", "server: \"${S}\"", "stores: {path: \"${HUGE}\"}",
        ])
    func secret(line: String) {
        let environment = [
            "S": "sk-hunter2", "DIGITS": "421337", "HUGE": String(repeating: "hunter2", count: 20_000),
        ]
        let found = issues(line.hasPrefix("version") ? line : "version: 1\n" + line, environment: environment)
        #expect(found.count == 1)
        for issue in found {
            #expect(!issue.description.contains("hunter2"), "\(issue)")
            #expect(!issue.description.contains("421337"), "\(issue)")
        }
    }

    @Test("Keys are taken as they are")
    func keys() {
        let found = issues("version: 1\n\"${A}\": 1", environment: ["A": "hunter2"])
        #expect(found.first?.key == "${A}")
    }

    @Test("Replaced text is bounded")
    func bounded() {
        let value = String(repeating: "${A}", count: 200)
        let lines = (0..<500).map { "  k\($0): {sources: [\"\(value)\"]}" }.joined(separator: "\n")
        let found = issues(
            "version: 1\nknowledge:\n\(lines)", environment: ["A": String(repeating: "x", count: 300)])
        #expect(found.contains { $0.message.contains("becomes too long") })
    }
}
