import KapellCore
import KapellJSON
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
        "Of an event or a run only its errors are told otherwise, those of its parts too, and nothing that users wrote")
    func errors() throws {
        func object(_ place: String) -> JSONObject {
            [
                "run": "1", "error": ["message": .string("no \(place)")],
                "undone": [["id": "a", "error": ["message": .string(place)]], 3, "/home/ada/x"],
                "state": ["error": "/home/ada/x", "list": ["/home/ada/x"]], "text": "/home/ada/x",
            ]
        }
        #expect(try paths().hidden(inErrorsOf: object("/project/lora/tone.gguf")) == object("adapter tone"))
    }

    @Test(
        "Other places, routes and names that begin alike stay",
        arguments: ["/projects/x", "/home/adam", "GET /v1/models lists all", "", "/", "no path"])
    func others(_ text: String) throws {
        #expect(try paths().hidden(in: KapellError(.model, text)).message == text)
    }
}
