import ArgumentParser
import KapellCore
import KapellJSON
import KapellPrompts
import KapellServer

struct ListPrompts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists prompts, and everything that is wrong with their files.",
        discussion: "Example: kapell prompts list --json\nExit code 2 when a file is wrong.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let project = try common.project()
        let outcome = PromptLoader(sources: project.configuration.prompts.sources).load()
        if common.json {
            let list = outcome.prompts.map { prompt -> JSONValue in
                var object = prompt.json
                object["built_in"] = .bool(prompt.source.isBuiltIn)
                return .object(object)
            }
            let problems = JSONValue.array(outcome.problems.map(\.json))
            Terminal.print(
                JSONValue.object(["prompts": .array(list), "problems": problems]).serialized(pretty: true))
        } else {
            for prompt in outcome.prompts {
                let own = prompt.source.isBuiltIn ? ", built in" : ""
                Terminal.print("\(Terminal.bold(prompt.name))  \(prompt.version.short)\(own)")
                if let description = prompt.description {
                    Terminal.print(Terminal.dim("  \(Terminal.plain(description))"))
                }
            }
            for problem in outcome.problems {
                Terminal.say("wrong: \(Terminal.plain(problem.message))")
                if let remedy = problem.remedy { Terminal.say("  \(Terminal.plain(remedy))") }
            }
        }
        if !outcome.problems.isEmpty { throw ExitCode(2) }
    }
}
