import KapellCore
import KapellServer
import KapellTesting
import Testing

@Suite("Bad input of kapell import litellm")
struct LiteLLMImportBadInputTests {
    private func imported(_ bytes: [UInt8]) throws -> LiteLLMImport {
        try LiteLLMImport.read(bytes: bytes, path: "/project/config.yaml")
    }

    private func refusal(_ text: String) -> String {
        do {
            let result = try imported(Array(text.utf8))
            Issue.record("It was accepted: \(result.text)")
            return ""
        } catch let error as ConfigurationError {
            return error.kapellError.message
        } catch let error as KapellError {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "What is no configuration of LiteLLM is refused with its place",
        arguments: [
            ("", "1:1: The file is empty"), ("model_list: [", "not valid YAML"), ("just words", "no `model_list`"),
            ("[1, 2]", "no `model_list`"), ("version: 1\nserver: {port: 80}", "no `model_list`"),
            ("model_list: !!python/object:x {}", "Tags"), ("model_list: *a", "1:13: The alias `*a` has no anchor"),
            ("model_list: &a [*a]", "has no anchor before it"),
            ("a: &a b\n*a : c\nmodel_list: []", "A key is an alias"),
            ("model_list: []\nmodel_list: []", "twice"),
        ])
    func refused(yaml: String, message: String) {
        #expect(refusal(yaml).contains(message), "\(refusal(yaml))")
    }

    @Test("A file over 1 MB, a missing one and a folder are named as such")
    func files() throws {
        #expect(refusal("model_list: []\n#" + String(repeating: "x", count: 1_000_000)).contains("larger than 1 MB"))
        let folder = try ConfigurationFolder()
        for (name, code) in [("none.yaml", KapellError.Code.notFound), ("", .invalidRequest)] {
            do {
                _ = try LiteLLMImport.read("\(folder.path)/\(name)")
                Issue.record("It was accepted")
            } catch let error as KapellError {
                #expect(error.code == code)
            }
        }
        try folder.write("model_list:\n  - model_name: \u{7}", to: "bad.yaml")
        #expect(throws: ConfigurationError.self) { try LiteLLMImport.read("\(folder.path)/bad.yaml") }
    }

    @Test("Aliases that multiply are refused at once", arguments: [false, true])
    func bombs(asKeys: Bool) {
        var lines = ["model_list: []", "a0: &a0 [x, x, x]"]
        for level in 1...40 {
            let below = "*a\(level - 1)"
            lines.append(
                asKeys
                    ? "a\(level): &a\(level) {? {k: \(below)} : 1, {\(below), x: [\(below)]}: 2}"
                    : "a\(level): &a\(level) [\(below), \(below), \(below)]")
        }
        let time = ContinuousClock().measure {
            let message = refusal(lines.joined(separator: "\n"))
            #expect(message.contains("too large") || message.contains("key is"), "\(message)")
        }
        #expect(time < .seconds(20))
    }

    @Test(
        "Shapes that are not expected are listed, not fatal",
        arguments: [
            "model_list: 5", "model_list:", "model_list: {a: b}", "model_list: [1, [2], {}, {model_name: a}]",
            "model_list: [{model_name: [a], litellm_params: {model: x}}]",
            "model_list: [{model_name: a, litellm_params: [model]}]",
            "model_list: [{model_name: a, litellm_params: {model: {a: b}}}]",
            "model_list: [{model_name: a, litellm_params: {model: openai/a, api_key: [1], api_base: {}, headers: 5}}]",
            "model_list: [{model_name: a, litellm_params: {model: openai/a, api_key: os.environ/, timeout: -1}}]",
            "model_list: [{model_name: a, litellm_params: {model: openai/a, api_key: 'os.environ/A B', order: x}}]",
            "model_list: []\nrouter_settings: [1]\nlitellm_settings: 5\ngeneral_settings: x",
            "model_list: []\nrouter_settings: {fallbacks: {a: b}, num_retries: x, timeout: [], model_group_alias: [a]}",
            "model_list: []\nlitellm_settings: {fallbacks: [a, {b: c}, {d: [[e]]}], drop_params: maybe}",
            "model_list: []\nenvironment_variables: [a]\ncredential_list: [1, {credential_name: x}]\ninclude: [b.yaml]",
            "router_settings: {num_retries: 999999999999999999999, timeout: 1e999}",
        ])
    func shapes(yaml: String) throws {
        let result = try imported(Array(yaml.utf8))
        #expect(throws: Never.self) {
            try configuration(
                result.text,
                environment: Dictionary(result.variables.map { ($0.name, "x") }) { first, _ in first })
        }
    }

    @Test("Very many models, names and notes take bounded time")
    func many() throws {
        let models = (0..<1500).map { "- {model_name: a\($0), litellm_params: {model: openai/m\($0), rpm: 1}}" }
        let time = ContinuousClock().measure {
            _ = try? imported(Array(("model_list:\n" + models.joined(separator: "\n")).utf8))
            let names = (0..<600).map { "a\($0)" }.joined(separator: ", ")
            let text =
                "model_list:\n" + models.prefix(600).joined(separator: "\n")
                + "\nlitellm_settings: {default_fallbacks: [\(names)]}"
            #expect(refusal(text).contains("larger than kapell.yaml may be"))
        }
        #expect(time < .seconds(20))
        let one = try imported(
            Array(("model_list:\n" + models.prefix(500).joined(separator: "\n")).utf8))
        #expect(one.aliases.count == 500 && one.notes.count == 500)
        #expect(one.text.contains("#   and 200 more"))
    }

    @Test("Random changes to a correct file give a correct result or an error, and never show a secret")
    func fuzz() {
        let correct = Array(LiteLLMImportTests.full.utf8)
        let pieces = [
            "&a ", "*a", "{", "}", "[", "]", ": ", "- ", "? ", "\n", "'", "\"", "<<: *a", "null", "${A}", "\u{E000}",
        ]
        let end = ContinuousClock.now + .milliseconds(1500)
        for seed in 0..<2000 where ContinuousClock.now < end {
            var generator = SeededGenerator(UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
            var bytes = correct
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[index] = .random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2:
                    let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
                    bytes.insert(contentsOf: piece.utf8, at: index)
                default: bytes.removeSubrange(index..<min(index + 20, bytes.count))
                }
            }
            do {
                let result = try imported(bytes)
                #expect(result.text.contains("version: 1\n"))
            } catch let error as KapellError {
                #expect(error.code != .internalError, "\(error) \(String(decoding: bytes, as: UTF8.self))")
            } catch let error as ConfigurationError {
                #expect(!error.issues.isEmpty)
            } catch {
                Issue.record("\(error)")
            }
        }
    }
}
