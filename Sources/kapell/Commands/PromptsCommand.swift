import ArgumentParser

struct PromptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts", abstract: "Lists, shows, compares and runs prompt files.",
        discussion: """
            Examples:
              kapell prompts
              kapell prompts run ticket --input text="The parcel is lost."
              kapell prompts run ticket --test
              kapell prompts diff ticket

            A prompt is a file NAME.prompt.md in a folder that `prompts.sources` of kapell.yaml names, or any such file
            by its path. `kapell serve` serves each at /kapell/v1/prompts/NAME.
            """,
        subcommands: [ListPrompts.self, ShowPrompt.self, DiffPrompts.self, RunPrompt.self],
        defaultSubcommand: ListPrompts.self)
}
