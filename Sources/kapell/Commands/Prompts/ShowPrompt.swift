import ArgumentParser
import KapellCore
import KapellJSON
import KapellPrompts
import KapellServer

struct ShowPrompt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a prompt: its types, its versions, its text.",
        discussion: """
            Examples:
              kapell prompts show ticket
              kapell prompts show ticket --at 3fa2b1c0
              kapell prompts show ./ticket.prompt.md --json
            """)

    @Argument(help: "The prompt's name, or its file.")
    var prompt: String

    @Option(help: ArgumentHelp("A version that was served or run: the first digits of its hash.", valueName: "hash"))
    var at: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let project = try common.project()
        let archive = PromptArchive(folder: project.home.prompts)
        let found: Prompt
        if let at {
            found = try archive.prompt(try PromptName.checked(prompt), version: at)
        } else {
            found = try PromptTarget.find(prompt, in: project)
        }
        let versions = try archive.versions(of: found.name)
        let last = try archive.last(of: found.name)
        if common.json {
            var object = found.json
            object["built_in"] = .bool(found.source.isBuiltIn)
            object["text"] = .string(found.source.text)
            object["versions"] = .array(
                versions.map {
                    ["version": .string($0.version.description), "recorded": .string($0.recorded.description)]
                })
            object["last_run"] = JSONValue(last?.description)
            Terminal.print(JSONValue.object(object).serialized(pretty: true))
            return
        }
        Terminal.print("\(Terminal.bold(found.name))  \(found.version.short)  \(Terminal.dim(found.source.file))")
        Terminal.print("input: \(Terminal.plain(found.input.schema.serialized()))")
        if let output = found.output { Terminal.print("output: \(Terminal.plain(output.schema.serialized()))") }
        if let fewShot = found.fewShot {
            Terminal.print(
                "examples: \(fewShot.examples.count), \(fewShot.count) of them by \(fewShot.selection.rawValue)")
        }
        for pattern in found.variantPatterns { Terminal.print("variant: \(Terminal.plain(pattern))") }
        for test in found.tests { Terminal.print("test: \(Terminal.plain(test.name))") }
        for entry in versions {
            let mark = entry.version == last ? ", the last that ran" : ""
            Terminal.print("version: \(entry.version.short) of \(entry.recorded)\(mark)")
        }
        Terminal.print("")
        Terminal.print(Terminal.plain(found.source.text))
    }
}
