import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellLocal
import KapellPolicy

/// Texts that are no chats, on OpenAI's old path; from models of this process only.
struct CompletionRoutes {
    let gateway: Gateway

    func add(to router: Router<KapellRequestContext>) {
        router.post("v1/completions") { request, context in try await answer(request, context) }
    }

    private func answer(_ request: Request, _ context: KapellRequestContext) async throws -> Response {
        let asked = try CompletionBody(try await JSONBody.object(of: request))
        let route = try gateway.directory.route(asked.model, from: .openAIChat)
        guard let model = route.targets.first?.backend as? LocalChatModel else {
            throw KapellError(
                .unsupported, "\(asked.model.prefix(100)) goes on with no texts: that is for models of this process.",
                remedy: "Use /v1/chat/completions, or name a local model.")
        }
        let run = CompletionRun(ServiceRun(gateway, route, wire: .openAIChat), model, asked)
        try await run.service.begin(
            kind: "completion",
            ["prompts": .integer(Int64(asked.prompts.count)), "answers": .integer(Int64(asked.count))])
        guard asked.streams else { return await run.service.response(for: context) { try await run.whole() } }
        return await run.streamed(for: context)
    }
}
