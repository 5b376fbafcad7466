import ArgumentParser

struct KnowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knowledge", abstract: "Shows what knowledge bases hold, and the quality of each document.",
        discussion: """
            Examples:
              kapell knowledge show contracts
              kapell knowledge show contracts --findings
              kapell knowledge show ./folder --document lease.pdf
            """,
        subcommands: [ShowKnowledge.self])
}
