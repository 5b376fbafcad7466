import HTTPTypes
import Hummingbird
import KapellCore
import KapellJSON
import KapellLocal

/// `/v1/chat/completions`, whole and streamed.
struct ChatRoutes {
    let system: KapellSystem

    func add(to router: Router<KapellRequestContext>) {
        router.post("v1/chat/completions") { request, context in
            let chat = try ChatRequest(try await JSONBody.object(of: request))
            let backend = try chatBackend(chat.model)
            let recorder = RunRecorder(journal: system.journal)
            try await recorder.start(kind: "chat", subject: backend.model)
            try await recorder.record(
                .modelRequest,
                ["model": .string(backend.model), "messages": .integer(Int64(chat.request.messages.count))])
            return chat.stream
                ? try await streamed(chat, backend, recorder, context)
                : try await whole(chat, backend, recorder, context)
        }
    }

    private func chatBackend(_ name: String) throws -> any ModelBackend {
        let backend = system.chat
        let short = backend.model.split(separator: "/").last.map(String.init)
        guard name == backend.model || name == "default" || name == short else {
            throw KapellError(
                .notFound, "There is no chat model \(name.prefix(100)).",
                remedy: "There is \(backend.model), also called \"default\"; GET /v1/models lists all.")
        }
        return backend
    }

    private func whole(
        _ chat: ChatRequest, _ backend: any ModelBackend, _ recorder: RunRecorder, _ context: KapellRequestContext
    ) async throws -> Response {
        let response = try await recorder.closing {
            let response = try await context.whileClientWaits { try await backend.respond(chat.request) }
            try await note(response, recorder)
            return (response, .succeeded, response.usage)
        }
        var object = ChatChunk.envelope(recorder.id, model: backend.model, kind: "chat.completion")
        object["choices"] = [
            [
                "index": 0, "message": ["role": "assistant", "content": .string(response.text), "refusal": .null],
                "logprobs": .null, "finish_reason": .string(ChatChunk.reason(response.finishReason)),
            ]
        ]
        object["usage"] = ChatChunk.usage(response.usage)
        return Response.json(object)
    }

    private func streamed(
        _ chat: ChatRequest, _ backend: any ModelBackend, _ recorder: RunRecorder, _ context: KapellRequestContext
    ) async throws -> Response {
        // The first event decides the status: a prompt that does not fit is an error with its own, not a stream.
        let events: ModelEventStream
        do {
            events = try await context.whileClientWaits { try await FirstEvent.of(backend.stream(chat.request)) }
        } catch {
            let failure = KapellError.wrapping(error)
            try await recorder.finish(failure.code == .cancelled ? .cancelled : .failed, error: failure)
            throw failure
        }
        let chunk = ChatChunk(run: recorder.id, model: backend.model)
        return .events(for: context) { writer in
            var response = ModelResponse()
            do {
                try await writer.send(data: chunk.opening)
                for try await event in events {
                    response.apply(event)
                    if case .text(let piece) = event { try await writer.send(data: chunk.text(piece)) }
                }
                try await writer.send(data: chunk.closing(response.finishReason))
                if chat.includeUsage { try await writer.send(data: chunk.usage(response.usage)) }
                try await writer.send(data: "[DONE]")
                try await note(response, recorder)
                try await recorder.finish(.succeeded, usage: response.usage)
            } catch {
                let failure = KapellError.wrapping(error)
                try? await recorder.finish(
                    failure.code == .cancelled ? .cancelled : .failed, usage: response.usage, error: failure)
                if failure.code == .cancelled { throw error }
                try await writer.send(data: JSONValue.object(ErrorDialect.openAI.body(failure)).serialized())
            }
        }
    }

    private func note(_ response: ModelResponse, _ recorder: RunRecorder) async throws {
        try await recorder.record(
            .modelOutput,
            [
                "producer": .string(system.chat.model), "characters": .integer(Int64(response.text.count)),
                "finish_reason": .string(response.finishReason?.rawValue ?? ""), "usage": response.usage.json,
            ])
        let labels = [("model", system.chat.model)]
        system.counters.add("kapell_input_tokens_total", labels, by: Double(response.usage.inputTokens))
        system.counters.add("kapell_output_tokens_total", labels, by: Double(response.usage.outputTokens))
    }
}
