import ArgumentParser
import KapellCore
import KapellJSON
import KapellPrompts
import KapellServer

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks kapell.yaml and the prompt files, and says everything that is wrong with them.",
        discussion: "Example: kapell check --config ./kapell.yaml\nExit code 2 when something is wrong.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard let file = common.config ?? KapellConfiguration.discover(from: AbsolutePath.current) else {
            throw KapellError(
                .notFound, "There is no kapell.yaml here.",
                remedy: "Write one with `kapell init`, or name it: --config FILE")
        }
        let configuration = try KapellConfiguration.load(path: file, environment: CommonOptions.environment)
        let all = try PromptService.check(configuration)
        try configuration.checkWorkflows(all)
        let prompts = all.filter { !$0.source.isBuiltIn }
        let project = Project(
            configuration: configuration, home: try common.home(), environment: CommonOptions.environment)
        let keys = try project.missingKeys()
        var missing: [String] = []
        for source in configuration.knowledge.flatMap(\.sources) where AbsolutePath.isFolder(source) == nil {
            missing.append(source)
        }
        if common.json {
            Terminal.print(
                JSONValue.object([
                    "config": .string(configuration.file ?? file), "valid": true,
                    "knowledge": .array(configuration.knowledge.map { .string($0.name) }),
                    "prompts": .array(prompts.map { .string($0.name) }),
                    "workflows": .array(configuration.workflows.map { .string($0.name) }),
                    "providers": .array(configuration.models.providers.map(\.json)),
                    "aliases": .array(configuration.models.aliases.map { .string($0.name) }),
                    "missing_sources": .array(missing.map { .string($0) }),
                    "missing_files": .array(project.missingFiles.map { .string($0.path) }),
                    "missing_keys": .array(keys.map { .string($0.provider) }),
                ]).serialized(pretty: true))
            return
        }
        Terminal.print("\(configuration.file ?? file) is valid.")
        for section in configuration.knowledge {
            Terminal.print(
                "  knowledge \(section.name): \(section.sources.joined(separator: ", ")) (\(section.mode.rawValue))")
        }
        for prompt in prompts { Terminal.print("  prompt \(prompt.name)") }
        for workflow in configuration.workflows {
            Terminal.print("  workflow \(workflow.name): \(workflow.nodeNames.joined(separator: ", "))")
        }
        for provider in configuration.models.providers { Terminal.print("  provider \(provider)") }
        for alias in configuration.models.aliases {
            let models = alias.models.map(\.description).joined(separator: ", then ")
            Terminal.print(Terminal.plain("  alias \(alias.name): \(models)"))
        }
        for source in missing { Terminal.say("  note: \(source) does not exist yet.") }
        for file in project.missingFiles { Terminal.say("  note: \(file.what): \(file.path) cannot be read.") }
        for key in keys { Terminal.say("  note: \(key.error.message) \(key.error.remedy ?? "")") }
    }
}
