import KapellCore
import KapellServer
import Testing

@Suite("What clients are not told") struct ClientPathsTests {
    private func paths() throws -> ClientPaths {
        let text = """
            version: 1
            models:
              default: {model: local/models/Big.gguf, adapters: {tone: lora/tone.gguf}}
            stores: {path: .kapell}
            """
        let configuration = try configuration(text, environment: [:])
        let home = KapellHome(path: "/home/ada/.local/share/kapell")
        return ClientPaths(
            Project(configuration: configuration, home: home, environment: ["HOME": "/home/ada/"]))
    }

    @Test(
        "Files have the names of what they hold, folders those of the configuration",
        arguments: [
            ("Cannot open /project/lora/tone.gguf: gone", "Cannot open adapter tone: gone"),
            ("/project/models/Big.gguf is damaged", "local/models/Big.gguf is damaged"),
            ("no room in /project/.kapell/knowledge.sqlite", "no room in the store/knowledge.sqlite"),
            ("/home/ada/.local/share/kapell/models/a.gguf", "KAPELL_HOME/models/a.gguf"),
            ("'/home/ada/x' and /home/ada", "'~/x' and ~"),
            ("/project/prompts/a.prompt.md:3", "the project/prompts/a.prompt.md:3"),
        ])
    func names(_ text: String, _ told: String) throws {
        let error = KapellError(.storage, text, remedy: "Look at \(text)", retryAfter: .seconds(3))
        let expected = KapellError(.storage, told, remedy: "Look at \(told)", retryAfter: .seconds(3))
        #expect(try paths().hidden(in: error) == expected)
    }

    @Test(
        "Other places, routes and names that begin alike stay",
        arguments: ["/projects/x", "/home/adam", "GET /v1/models lists all", "", "/", "no path"])
    func others(_ text: String) throws {
        #expect(try paths().hidden(in: KapellError(.model, text)).message == text)
    }
}
