import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellLocal

/// One request for texts on its way through a model of this process.
struct CompletionRun: Sendable {
    let service: ServiceRun
    private let model: LocalChatModel
    private let asked: CompletionBody

    init(_ service: ServiceRun, _ model: LocalChatModel, _ asked: CompletionBody) {
        self.service = service
        self.model = model
        self.asked = asked
    }

    /// All answers at once, each with its own number; they begin alike, so that the prompt is read once.
    private func pieces() -> AsyncThrowingStream<MergedStreams.Piece<CompletionEvent>, any Error> {
        MergedStreams.of(asked.prompts.count * asked.count) { model.complete(prompt($0), request($0)) }
    }

    private func prompt(_ index: Int) -> CompletionPrompt { asked.prompts[index / asked.count] }

    /// Answers to one prompt differ by their seeds.
    private func request(_ index: Int) -> ModelRequest {
        var request = asked.request
        request.sampling.seed = request.sampling.seed.map { $0 &+ UInt64(index % asked.count) }
        return request
    }

    // MARK: Whole

    func whole() async throws -> ServiceRun.Answer {
        var choices = try await beginnings()
        var usage = ModelUsage()
        for try await piece in pieces() {
            choices[piece.index].take(piece.element)
            if case .finished = piece.element { usage += used(choices, piece.index) }
        }
        let object: JSONObject = [
            "id": .string("cmpl-\(service.account.id)"), "object": "text_completion",
            "created": .integer(service.account.answer("").created), "model": .string(model.model),
            "choices": .array(choices.enumerated().map { .object($1.json($0)) }), "usage": OpenAIUsage.chat(usage),
        ]
        return ServiceRun.Answer(
            bytes: JSONValue.object(object).serializedBytes(),
            outcome: ServiceRun.Outcome(model: model.model, usage: usage))
    }

    /// The choices before anything is written: empty, or their prompts.
    private func beginnings() async throws -> [CompletionChoice] {
        var choices = [CompletionChoice](repeating: CompletionChoice(), count: asked.prompts.count * asked.count)
        guard asked.echoes else { return choices }
        for index in choices.indices {
            switch prompt(index) {
            case .text(let text): choices[index].text = text
            case .tokens(let tokens): choices[index].text = try await model.detokenize(tokens)
            }
        }
        return choices
    }

    /// What an answer took; a prompt that has several is read once.
    private func used(_ choices: [CompletionChoice], _ index: Int) -> ModelUsage {
        var usage = choices[index].usage
        if index % asked.count > 0 { (usage.inputTokens, usage.cachedTokens) = (0, 0) }
        return usage
    }

    // MARK: Streamed

    func streamed(for context: KapellRequestContext) async -> Response {
        let rest = PulledSequence(pieces())
        let first: MergedStreams.Piece<CompletionEvent>?
        do { first = try await context.whileClientWaits { try await rest.next() } } catch {
            return service.failed(error)
        }
        return .events(for: context) { writer in
            var usage = ModelUsage()
            do {
                var choices = try await beginnings()
                for index in choices.indices where asked.echoes {
                    try await writer.send(frame([CompletionChoice.piece(choices[index].text, nil, index, at: 0)]))
                }
                var next = first
                while let piece = next {
                    let at = choices[piece.index].text.unicodeScalars.count
                    choices[piece.index].take(piece.element)
                    switch piece.element {
                    case .text(let text, let detail):
                        try await writer.send(frame([CompletionChoice.piece(text, detail, piece.index, at: at)]))
                    case .usage: break
                    case .finished(let reason):
                        usage += used(choices, piece.index)
                        try await writer.send(frame([CompletionChoice.end(reason, piece.index)]))
                    }
                    next = try await rest.next()
                }
                if asked.includesUsage { try await writer.send(frame([], usage)) }
                try await writer.send(SSEEvent(data: "[DONE]"))
                service.end(ServiceRun.Outcome(model: model.model, usage: usage))
            } catch {
                let failure = KapellError.wrapping(error)
                service.end(nil, error: failure)
                if failure.code == .cancelled {
                    writer.leave(Self.frame(.serverStops))
                    throw error
                }
                try await writer.send(Self.frame(service.gateway.told(failure)))
            }
        }
    }

    private static func frame(_ failure: KapellError) -> SSEEvent {
        SSEEvent(data: JSONValue.object(ErrorDialect.wire(.openAIChat).encoded(failure).body).serialized())
    }

    private func frame(_ choices: [JSONValue], _ usage: ModelUsage? = nil) -> SSEEvent {
        var object: JSONObject = [
            "id": .string("cmpl-\(service.account.id)"), "object": "text_completion",
            "created": .integer(service.account.answer("").created), "model": .string(model.model),
            "choices": .array(choices),
        ]
        if let usage { object["usage"] = OpenAIUsage.chat(usage) }
        return SSEEvent(data: JSONValue.object(object).serialized())
    }
}
