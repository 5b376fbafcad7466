import KapellCore
import KapellJSON
import KapellKnowledge
import KapellPolicy
import KapellPrompts

/// The nodes' work with the parts of a project.
struct ProjectWorkflowServices: WorkflowServices {
    let system: KapellSystem
    let prompts: PromptService
    let files: ProjectFiles

    init(_ system: KapellSystem, _ prompts: PromptService) {
        self.system = system
        self.prompts = prompts
        files = ProjectFiles(folder: system.project.configuration.directory)
    }

    func prompt(
        _ name: String, _ input: JSONObject, token: @escaping @Sendable (String) -> Void
    ) async throws -> NodeResult {
        let prompt = try prompts.library.prompt(name)
        let runner = try prompts.runner(for: prompt)
        for try await event in runner.stream(prompt, input: input) {
            switch event {
            case .answer(let text): token(text)
            case .done(let result):
                return NodeResult(
                    result.output, usage: result.usage, dollars: dollars(result.model, result.usage),
                    model: result.model, run: result.run.description)
            default: break
            }
        }
        throw CancellationError()
    }

    func model(
        _ name: String, _ request: ModelRequest, token: @escaping @Sendable (String) -> Void
    ) async throws -> NodeResult {
        let backend = try system.gateway.directory.backend(name)
        var response = ModelResponse()
        for try await event in backend.stream(request) {
            response.apply(event)
            if case .text(let piece) = event { token(piece) }
        }
        try Task.checkCancellation()
        return NodeResult(
            .string(response.text), usage: response.usage, dollars: dollars(backend.model, response.usage),
            model: backend.model)
    }

    func ask(_ knowledge: String, _ question: String) async throws -> NodeResult {
        for try await event in try system.knowledge(knowledge).ask(question) {
            guard case .done(let answer) = event else { continue }
            return NodeResult(.object(answer.json), usage: answer.usage, run: answer.run.description)
        }
        throw CancellationError()
    }

    func search(_ knowledge: String, _ question: String, count: Int) async throws -> NodeResult {
        let results = try await system.knowledge(knowledge).search(question, limit: count)
        return NodeResult(.array(results.map { .object($0.json) }))
    }

    func read(_ path: String) async throws -> NodeResult { NodeResult(.string(try await files.read(path))) }

    func write(_ text: String, to path: String) async throws -> NodeResult {
        NodeResult(.string(try files.write(text, to: path)))
    }

    func send(_ request: HTTPCall) async throws -> NodeResult { try await HTTPSender().send(request) }

    func run(_ program: ProgramCall) async throws -> NodeResult { try await ProgramRunner().run(program) }

    /// What it cost, where prices are known; what runs in this process costs nothing.
    private func dollars(_ model: String, _ usage: ModelUsage) -> Double? {
        if model.hasPrefix("local/") { return 0 }
        return Receipt(model: model, usage: BilledUsage(usage), table: system.gateway.prices).total
            .flatMap { Double($0.description) }
    }
}
