import ArgumentParser
import KapellCore
import KapellJSON
import KapellPrompts
import KapellServer

struct DiffPrompts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows what differs between two versions of a prompt.",
        discussion: """
            Examples:
              kapell prompts diff ticket                        the last version that ran, and the file
              kapell prompts diff ticket --from 3fa2b1c0        an earlier version, and the file
              kapell prompts diff ticket --from 3fa2 --to 81c0  two earlier versions
              kapell prompts diff old.prompt.md new.prompt.md   two files
            """)

    @Argument(help: "The prompt's name, or its file.")
    var prompt: String

    @Argument(help: "Another file.")
    var other: String?

    @Option(help: ArgumentHelp("The older version: the first digits of its hash.", valueName: "hash"))
    var from: String?

    @Option(help: ArgumentHelp("The newer version: the first digits of its hash.", valueName: "hash"))
    var to: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if other != nil, from != nil || to != nil {
            throw ValidationError("Two files are compared without --from and --to.")
        }
    }

    func run() async throws {
        let project = try common.project()
        let (old, new) = try pair(project)
        let difference = PromptDifference(from: old, to: new)
        if common.json {
            Terminal.print(JSONValue.object(difference.json).serialized(pretty: true))
            return
        }
        Terminal.print("--- \(old.version.short)  \(old.source.file)")
        Terminal.print("+++ \(new.version.short)  \(new.source.file)")
        if difference.isSameMeaning { Terminal.print("Both say the same.") }
        if !difference.text.isEmpty { Terminal.print(Terminal.plain(difference.text)) }
    }

    private func pair(_ project: Project) throws -> (Prompt, Prompt) {
        let archive = PromptArchive(folder: project.home.prompts)
        if let other { return (try PromptTarget.find(prompt, in: project), try PromptTarget.find(other, in: project)) }
        let new: Prompt
        if let to {
            new = try archive.prompt(try PromptName.checked(prompt), version: to)
        } else {
            new = try PromptTarget.find(prompt, in: project)
        }
        guard let hash = try from ?? archive.last(of: new.name)?.description else {
            throw KapellError(
                .notFound, "The prompt \(new.name) has never run, so there is nothing to compare it with.",
                remedy: "Run it first: kapell prompts run \(new.name), or name two files.")
        }
        return (try archive.prompt(new.name, version: hash), new)
    }
}
