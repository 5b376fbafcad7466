import ArgumentParser

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Writes a kapell.yaml from the configuration of another gateway.",
        discussion: "Example: kapell import litellm config.yaml",
        subcommands: [ImportLiteLLM.self])
}
