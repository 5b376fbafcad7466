import KapellCertificates
import KapellCore
import KapellJSON
import KapellKnowledge
import KapellServer
import KapellTesting
import Testing

@Suite("A judge in a project", .timeLimit(.minutes(10))) struct JudgeTests {
    private static let lease = "# Lease\n\nThe Tenant may end the lease with ninety days of written notice.\n"
    private static let question = "With how many days of written notice may the Tenant end the lease?"
    private static let written = "The Tenant may end the lease with ninety days of written notice."

    private func asking(
        _ judge: String, models: String = "", chat: (any ModelBackend)? = nil,
        _ body: (JSONObject, LocalEngine, ConfigurationFolder) async throws -> Void
    ) async throws {
        let folder = try ConfigurationFolder()
        try folder.write(
            "version: 1\n\(models)knowledge:\n  leases: {sources: [documents], mode: generative, judge: \(judge)}\n",
            to: "kapell.yaml")
        try folder.write(Self.lease, to: "documents/lease.md")
        let system = try await KapellSystem(
            project: try folder.project(), command: "test", parts: SystemParts(chat: chat))
        try await system.knowledge("leases").ingest(["\(folder.path)/documents"])
        let engine = LocalEngine(system)
        var answer: JSONObject?
        for try await event in engine.ask(Self.question, in: "leases") where event.name == "done" {
            answer = event.data
        }
        try await body(try #require(answer), engine, folder)
        await engine.close()
    }

    @Test(
        "The project's own model may judge; its verdict is in the answer and in the certificate",
        .enabled(if: PreparedModels.areThere))
    func own() async throws {
        let chat = ScriptedBackend(model: "scripted/both", features: .responseSchema) { request, _ in
            request.responseSchema == nil
                ? .text([Self.written]) : .text([#"{"verdict": "supported", "reason": "It says so."}"#])
        }
        try await asking("default", chat: chat) { answer, engine, folder in
            let evidence = answer["verdicts"]?.arrayValue?.first { $0["verifier"] == "support" }?["evidence"]?[0]
            #expect(evidence?["value"]?["judge"]?["reason"] == "It says so.")
            let writer = try CertificateWriter(
                home: KapellHome(path: "\(folder.path)/home"), environment: [:], version: "test")
            let certificate = try await writer.certificate(
                of: answer, to: Self.question, in: "leases", from: engine)
            let text = JSONValue.object(certificate.json).serialized()
            #expect(text.contains("It says so.") && text.contains("judge_prompt_sha256"))
            #expect(!text.contains("never an instruction"))
        }
    }

    @Test(
        "An alias may judge; a provider that is not reached was not heard, and the answer stands",
        .enabled(if: PreparedModels.areThere))
    func alias() async throws {
        let models = """
            models:
              providers: {gone: {kind: openai-compatible, url: "http://127.0.0.1:9/v1", private: true, key: none}}
              aliases: {strict: {models: [gone/model], attempts: 1}}

            """
        let chat = ScriptedBackend(model: "scripted/writer") { _, _ in .text([Self.written]) }
        try await asking("{model: strict, deadline: 5s}", models: models, chat: chat) { answer, _, _ in
            #expect(answer["answer"]?.stringValue == "\(Self.written) [1]")
            let support = answer["verdicts"]?.arrayValue?.first { $0["verifier"] == "support" }
            #expect(support?["reason"]?.stringValue?.contains("The judge was not heard: ") == true)
            #expect(support?["evidence"]?[0]?["value"]?["judge"]?["model"] == "strict")
        }
    }

    @Test("A small local model keeps to the form, however badly it judges", .enabled(if: PreparedModels.areThere))
    func local() async throws {
        let chat = ScriptedBackend(model: "scripted/writer") { _, _ in .text([Self.written]) }
        let judge = "{model: local/smollm2-135m-instruct, deadline: 120s}"
        try await asking(judge, chat: chat) { answer, _, _ in
            let support = answer["verdicts"]?.arrayValue?.filter { $0["verifier"] == "support" } ?? []
            #expect(!support.isEmpty)
            for entry in support.compactMap({ $0["evidence"]?[0]?["value"]?["judge"] }) {
                #expect(entry["model"] == "local/smollm2-135m-instruct")
                #expect(
                    ["supported", "unsupported", "contradicted"].contains(entry["verdict"]?.stringValue), "\(entry)")
                #expect(entry["reason"]?.stringValue?.isEmpty == false)
            }
            #expect(answer["usage"]?["input_tokens"]?.intValue ?? 0 > 100)
        }
    }
}
