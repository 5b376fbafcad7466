import Hummingbird
import KapellCore
import KapellExamples
import KapellJSON
import KapellPrompts
import KapellTesting
import NIOCore
import Testing

@Suite("The examples of prompts do what the README says", .timeLimit(.minutes(10)))
struct PromptExampleTests {
    @Test("Few-shot: the two nearest examples go with the question; the answer is one of the queues")
    func fewShot() async throws {
        let backend = ScriptedBackend([.text(["Surely logistics."]), .text(["delivery"])])
        let answer = try await queue(
            of: "Where is the parcel?", model: backend, embedder: WordHashEmbedder(dimensions: 512))
        #expect(answer == "delivery")
        #expect(backend.count == 2)
        let messages = try #require(backend.requests.first?.messages)
        #expect(messages.map(\.role) == [.system, .user, .assistant, .user, .assistant, .user])
        #expect(messages.filter { $0.role == .assistant }.map(\.content) == ["delivery", "delivery"])
        #expect(messages[1].content.contains("Where is my parcel?"))
        #expect(messages.last?.content.contains("Where is the parcel?") == true)
    }

    /// A server that answers as `kapell serve` does: with the JSON of a run of the prompt of Examples/Prompts, or with
    /// an error. The server itself is tested with the program.
    private func serving(
        _ backend: ScriptedBackend, _ body: @escaping @Sendable (_ server: String) async throws -> Void
    ) async throws {
        let examples = #filePath.replacing("Tests/KapellExamplesTests/PromptExampleTests.swift", with: "Examples")
        let library = try PromptLibrary(PromptLoader(sources: ["\(examples)/Prompts/prompts"]))
        let runner = PromptRunner(backend: backend, embedder: WordHashEmbedder())
        let router = Router()
        router.post("kapell/v1/prompts/:name") { request, context -> Response in
            let text = try await request.body.collect(upTo: 1 << 16)
            let input = try JSONValue(parsing: text.readableBytesView)["input"]?.objectValue ?? [:]
            do {
                let prompt = try library.prompt(try context.parameters.require("name"))
                let result = try await runner.run(prompt, input: input)
                return Self.json(.ok, .object(result.json))
            } catch let error as KapellError {
                return Self.json(.badRequest, ["error": error.json])
            }
        }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await port in ports {
                    try await body("http://127.0.0.1:\(port)")
                    break
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private static func json(_ status: HTTPResponse.Status, _ value: JSONValue) -> Response {
        Response(status: status, body: .init(byteBuffer: ByteBuffer(string: value.serialized())))
    }

    @Test("Prompt endpoint: the answer of a served prompt is read over HTTP, and so is why there is none")
    func endpoint() async throws {
        let backend = ScriptedBackend([.text(["account"])])
        try await serving(backend) { server in
            let answer = try await queue(of: "How do I change my password?", server: server)
            #expect(answer == "account")
            let error = await #expect(throws: KapellError.self) {
                try await queue(of: String(repeating: "a", count: 5_000), server: server)
            }
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.contains("/text") == true)
        }
        #expect(backend.requests.last?.messages.last?.content.contains("change my password?") == true)
    }
}
