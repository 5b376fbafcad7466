import ArgumentParser
import KapellCore
import KapellJSON
import KapellPrompts
import KapellServer

struct RunPrompt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs a prompt, or its tests.",
        discussion: """
            Examples:
              kapell prompts run ticket --input text="The parcel is lost." --input tone=plain
              kapell prompts run classify --input text=@letter.txt --input labels='["praise", "complaint"]'
              kapell prompts run ticket --input-json '{"text": "The parcel is lost."}' --json
              kapell prompts run ticket --test

            With --test, exit code 1 when a test does not hold.
            """)

    @Argument(help: "The prompt's name, or its file.")
    var prompt: String

    @OptionGroup var values: PromptInputOptions

    @Flag(help: "Run the tests that the prompt's file brings.")
    var test = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if test, !values.input.isEmpty || values.inputJson != nil {
            throw ValidationError("--test takes its inputs from the file.")
        }
    }

    func run() async throws {
        let project = try common.project()
        let found = try PromptTarget.find(prompt, in: project)
        let input = test ? [:] : try found.input.checked(values.values(for: found))
        let isGood = try await PromptService.with(project) { service in
            if test { return try await runTests(found, service) }
            try await answer(found, input, service)
            return true
        }
        if !isGood { throw ExitCode(1) }
    }

    private func answer(_ prompt: Prompt, _ input: JSONObject, _ service: PromptService) async throws {
        for try await event in try service.stream(prompt, input: input) {
            switch event.name {
            case "answer" where !common.json: Terminal.stream(Terminal.plain(event.data["text"]?.stringValue ?? ""))
            case "done" where common.json: Terminal.print(JSONValue.object(event.data).serialized(pretty: true))
            case "done":
                Terminal.stream("\n")
                let run = event.data["run"]?.stringValue ?? ""
                let version = (event.data["version"]?.stringValue ?? "").prefix(12)
                Terminal.say(Terminal.dim("\nversion \(version), run \(run) (kapell runs show \(run))"))
            default: break
            }
        }
    }

    private func runTests(_ prompt: Prompt, _ service: PromptService) async throws -> Bool {
        guard !prompt.tests.isEmpty else {
            throw KapellError(
                .invalidRequest, "The prompt \(prompt.name) has no tests.",
                remedy: "Write some into its front matter: `tests: [{input: …, expect: …}]`.")
        }
        let isJSON = common.json
        let results = try await service.runner(for: prompt).test(prompt) { result in
            guard !isJSON else { return }
            Terminal.print("\(result.holds ? "holds " : "fails ")  \(Terminal.plain(result.name))")
            for problem in result.problems { Terminal.print("        \(Terminal.plain(problem))") }
            guard !result.holds, let output = result.output else { return }
            let text = output.stringValue ?? output.serialized()
            Terminal.print(Terminal.dim("        answer: \(Terminal.plain(String(text.prefix(400))))"))
        }
        let failed = results.count { !$0.holds }
        if isJSON {
            Terminal.print(
                JSONValue.object([
                    "prompt": .string(prompt.name), "version": .string(prompt.version.description),
                    "passed": .integer(Int64(results.count - failed)), "failed": .integer(Int64(failed)),
                    "tests": .array(results.map { .object($0.json) }),
                ]).serialized(pretty: true))
        } else {
            Terminal.print("\(results.count - failed) of \(results.count) tests hold, version \(prompt.version.short).")
        }
        return failed == 0
    }
}
