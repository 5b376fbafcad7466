import KapellCore
import KapellJSON
import KapellPrompts
import KapellServer
import KapellTesting
import Testing

@Suite("Prompts of a project") struct PromptServiceTests {
    private static let ticket = """
        ---
        format: 1
        input: {text: string}
        output: {queue: shipping | billing}
        ---
        {{text}}
        """

    private func service(
        _ folder: ConfigurationFolder, _ backend: ScriptedBackend, _ journal: MemoryJournal = .init()
    ) throws -> PromptService {
        PromptService(
            library: try PromptLibrary(PromptLoader(sources: ["\(folder.path)/prompts"], hasBuiltIns: false)),
            archive: PromptArchive(folder: "\(folder.path)/home/prompts"), models: GatewayDirectory(own: [backend]),
            embedder: WordHashEmbedder(), journal: journal)
    }

    @Test("A run is streamed as draft, verdict, answer and done, and its version is kept") func events() async throws {
        let folder = try ConfigurationFolder()
        try folder.write(Self.ticket, to: "prompts/ticket.prompt.md")
        let backend = ScriptedBackend([.text(["hm"]), .text(["{\"queue\":", "\"billing\"}"])])
        let service = try service(folder, backend)
        let prompt = try service.library.prompt("ticket")
        var names: [String] = []
        var done: JSONObject = [:]
        for try await event in try service.stream(prompt, input: ["text": "x"]) {
            names.append(event.name)
            done = event.data
        }
        #expect(names == ["run", "draft", "verdict", "draft", "draft", "verdict", "answer", "done"])
        #expect(done["output"] == ["queue": "billing"] && done["attempts"]?.intValue == 2)
        #expect(try service.archive.last(of: "ticket") == prompt.version)
    }

    @Test("A wrong input is refused before anything is kept or sent") func input() async throws {
        let folder = try ConfigurationFolder()
        try folder.write(Self.ticket, to: "prompts/ticket.prompt.md")
        let service = try service(folder, ScriptedBackend([]))
        let error = #expect(throws: KapellError.self) {
            try service.stream(try service.library.prompt("ticket"), input: ["text": 1])
        }
        #expect(error?.code == .invalidRequest && error?.message.contains("/text") == true)
        #expect(try service.archive.versions(of: "ticket").isEmpty)
    }

    @Test("A prompt for another model than the project's is refused with what to do") func model() throws {
        let folder = try ConfigurationFolder()
        try folder.write(
            Self.ticket.replacing("format: 1", with: "format: 1\nmodel: other/big"), to: "prompts/a.prompt.md")
        try folder.write(Self.ticket.replacing("format: 1", with: "format: 1\nmodel: model"), to: "prompts/b.prompt.md")
        let service = try service(folder, ScriptedBackend([]))
        let error = #expect(throws: KapellError.self) { try service.runner(for: try service.library.prompt("a")) }
        #expect(error?.code == .configuration && error?.message.contains("other/big") == true)
        _ = try service.runner(for: try service.library.prompt("b"))
        #expect(try service.served().count == 2)
    }

    @Test("The key `prompts` names folders, relative to the file") func key() throws {
        let configuration = try configuration("version: 1\nprompts:\n  sources: [prompts, ../shared/a.prompt.md]\n")
        #expect(configuration.prompts.sources == ["/project/prompts", "/shared/a.prompt.md"])
        #expect(issues("version: 1\nprompts: {}\n").first?.message == "`prompts.sources` is missing.")
        #expect(issues("version: 1\nprompts: {source: [a]}\n").contains { $0.remedy.contains("`sources`") })
    }
}
