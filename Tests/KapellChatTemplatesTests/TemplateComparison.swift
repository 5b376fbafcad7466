import KapellChatTemplates
import KapellCore
import KapellJSON
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The interpreter against what `Tests/ChatTemplates/run` had jinja2 make of the templates in llama.cpp's source.
@Suite(.enabled(if: templatesFolder != nil)) struct TemplateComparison {
    /// 5 March 2026, 14:07:09, as in `compare.py`.
    private static let now = Timestamp(nanoseconds: 1_772_719_629_000_000_000)

    @Test func `every template writes every conversation as jinja2 does`() throws {
        let folder = try #require(templatesFolder)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".json") && $0 != "cases.json" }.sorted()
        let cases = try #require(try read(folder + "/cases.json").objectValue)
        var (same, refused) = (0, 0)
        var wrong: [String] = []
        for file in files {
            let expected = try read(folder + "/" + file)
            let source = try #require(expected["source"]?.stringValue)
            for (name, values) in cases {
                let wanted = try #require(expected["cases"]?[name])
                let ours = rendered(source, try #require(values.objectValue))
                switch (wanted["text"]?.stringValue, ours) {
                case (let text?, .success(let made)) where text.utf8.elementsEqual(made.utf8): same += 1
                case (nil, .failure(let error)) where error.message.contains(wanted["raised"]?.stringValue ?? ""):
                    refused += 1
                default: wrong.append("\(file), \(name):\n  wanted \(wanted)\n  ours   \(ours)")
                }
            }
        }
        print(
            "\(files.count) templates, \(cases.count) conversations: \(same) texts and \(refused) refusals are the same"
        )
        #expect(wrong.isEmpty, "\(wrong.count) differ: \(wrong.prefix(20).joined(separator: "\n"))")
        #expect(same > 3_000 && files.count > 50)
    }

    /// Two calls go through the template and are read back from what it wrote.
    @Test func `what a template writes of calls is read back`() throws {
        let folder = try #require(templatesFolder)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".json") && $0 != "cases.json" }.sorted()
        var (same, without) = (0, 0)
        var wrong: [String] = []
        let asked = ModelMessage(.user, "What is the weather in Oslo?")
        let first = ModelToolCall(id: "abcdefgh0", name: "get_weather", arguments: #"{"days":2,"place":"Zürich"}"#)
        let second = ModelToolCall(id: "abcdefgh1", name: "now", arguments: "{}")
        for file in files {
            let source = try #require(try read(folder + "/" + file)["source"]?.stringValue)
            let template = try ChatTemplate(source: source, bosToken: "<s>", eosToken: "</s>")
            let isParallel = template.abilities.parallelCalls || !template.abilities.calls
            let made = isParallel ? [first, second] : [first]
            let answer = ModelMessage.assistant("", toolCalls: made)
            var results = [ModelMessage.toolResult(callID: "abcdefgh0", name: "get_weather", "It rains.")]
            if isParallel { results.append(.toolResult(callID: "abcdefgh1", name: "now", "12:00")) }
            let after = try template.render(
                messages: [asked, answer] + results, tools: [weather, clock], addGenerationPrompt: false, now: Self.now)
            if !template.abilities.tools { without += 1 }
            let wanted = ["get_weather {\"days\":2,\"place\":\"Zürich\"}"] + (isParallel ? ["now {}"] : [])
            var (found, written) = ([String](), "")
            // What the model writes begins behind the prompt, where that is the beginning of the whole.
            for opens in [true, false] where found != wanted {
                let before = try template.render(
                    messages: [asked], tools: [weather, clock], addGenerationPrompt: opens, now: Self.now)
                let common = zip(before.unicodeScalars, after.unicodeScalars).prefix { $0 == $1 }.count
                var rest = String.UnicodeScalarView()
                rest.append(contentsOf: after.unicodeScalars.dropFirst(common))
                written = String(rest)
                found = calls(events(template.toolCalls, [written], tools: [weather, clock]))
            }
            if found == wanted {
                same += 1
            } else {
                wrong.append(file)
                print("\(file), \(template.toolCalls.name), \(template.abilities):\n  \(found)\n  \(written)")
            }
        }
        print("\(same) of \(files.count) templates: calls are read back; \(without) of them know no tools themselves")
        #expect(wrong.isEmpty, "\(wrong.count) differ: \(wrong)")
    }

    private func rendered(_ source: String, _ values: JSONObject) -> Result<String, KapellError> {
        do throws(KapellError) {
            return .success(try JinjaTemplate(source).render(values, now: Self.now))
        } catch {
            return .failure(error)
        }
    }

    private func read(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: try Data(contentsOf: URL(filePath: path)))
    }
}

private let templatesFolder = ProcessInfo.processInfo.environment["KAPELL_TEMPLATES"]
