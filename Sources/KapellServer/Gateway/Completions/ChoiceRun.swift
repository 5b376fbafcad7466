import HTTPTypes
import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellLocal
import KapellPolicy

/// A chat with a model of this process that wants several answers, or to know how likely their tokens were: what events of
/// all models have no place for. Only OpenAI's dialect asks for it.
///
/// The model is the first of the route; there is no other one to fall back to.
struct ChoiceRun: Sendable {
    private let service: ServiceRun
    private let model: LocalChatModel
    private let call: DialectRequest
    private let losses: [DialectLoss]
    private let count: Int
    private let wantsLikelihoods: Bool

    private static let mostChoices = 128
    private static let known = LocalRequestFields.names.union(["n"])

    /// - Returns: `nil` for a chat that takes the way of all others.
    init?(_ gateway: Gateway, _ call: DialectRequest, isStrict: Bool) throws(KapellError) {
        guard call.dialect == .openAIChat, call.unknown["n"] != nil || call.unknown["logprobs"] != nil else {
            return nil
        }
        count = try call.unknown.whole("n", in: 1...Self.mostChoices) ?? 1
        wantsLikelihoods = try call.unknown.flag("logprobs")
        guard count > 1 || wantsLikelihoods else { return nil }
        let route = try gateway.directory.route(call.model, from: .openAIChat)
        guard let model = route.targets.first?.backend as? LocalChatModel else { return nil }
        try LocalLosses.check(call, for: model.model, known: Self.known)
        losses = LocalLosses.of(call, known: Self.known)
        if isStrict || route.isStrict, !losses.isEmpty { throw KapellError.losing(losses, with: model.model) }
        self.model = model
        self.call = call
        service = ServiceRun(gateway, route, wire: .openAIChat)
    }

    func response(for context: KapellRequestContext) async throws -> Response {
        try await service.begin(
            kind: "chat",
            [
                "stream": .bool(call.streams), "messages": .integer(Int64(call.request.messages.count)),
                "answers": .integer(Int64(count)),
            ])
        guard call.streams else { return await service.response(for: context) { try await whole() } }
        return await streamed(for: context)
    }

    /// All answers at once; they begin alike, so that the prompt is read once.
    private func pieces() -> AsyncThrowingStream<MergedStreams.Piece<RatedEvent>, any Error> {
        MergedStreams.of(count) { model.rated(request($0)) }
    }

    /// Answers differ by their seeds.
    private func request(_ index: Int) -> ModelRequest {
        var request = call.request
        request.extras = LocalLosses.extras(of: call, known: LocalRequestFields.names)
        request.sampling.seed = request.sampling.seed.map { $0 &+ UInt64(index) }
        return request
    }

    private var answer: DialectAnswer { service.account.answer(call.model, includesUsage: call.includesUsage) }

    /// The prompt that all have in common is counted once.
    private static func total(_ usages: [ModelUsage]) -> ModelUsage {
        var total = usages.first ?? ModelUsage()
        for usage in usages.dropFirst() { total.outputTokens = total.outputTokens.clampedAdding(usage.outputTokens) }
        return total
    }

    private func outcome(_ usage: ModelUsage) -> ServiceRun.Outcome {
        ServiceRun.Outcome(model: model.model, usage: usage, losses: losses)
    }

    // MARK: Whole

    private func whole() async throws -> ServiceRun.Answer {
        var responses = [ModelResponse](repeating: ModelResponse(), count: count)
        var tokens = [[TokenDetail]](repeating: [], count: count)
        for try await piece in pieces() {
            responses[piece.index].apply(piece.element.event)
            tokens[piece.index] += piece.element.tokens
        }
        try Task.checkCancellation()
        guard responses.allSatisfy({ $0.finishReason != nil }) else { throw KapellError.endedWithoutAnswer }
        let usage = Self.total(responses.map(\.usage))
        let writer = ChatResponseWriter(answer)
        let choices = responses.indices.map { index in
            writer.choice(
                responses[index], index: index,
                likelihoods: wantsLikelihoods ? ChatLikelihoods.json(tokens[index]) : .null)
        }
        let body = JSONValue.object(writer.object(choices: choices, usage))
        return ServiceRun.Answer(bytes: body.serializedBytes(), outcome: outcome(usage))
    }

    // MARK: Streamed

    private func streamed(for context: KapellRequestContext) async -> Response {
        let rest = PulledSequence(pieces())
        let first: MergedStreams.Piece<RatedEvent>?
        do { first = try await context.whileClientWaits { try await rest.next() } } catch {
            return service.failed(error)
        }
        var fields = service.fields(of: outcome(ModelUsage()), contentType: DialectName.openAIChat.streamContentType)
        fields[.cacheControl] = "no-store"
        let unwritten = UnwrittenAnswer { [service] in service.end(nil, error: .clientGone) }
        return .bytes(for: context, headers: fields) { writer in
            unwritten.begin()
            var encoders = (0..<count).map { ChatEventEncoder(answer, choice: $0) }
            var usages = [ModelUsage](repeating: ModelUsage(), count: count)
            do {
                var next = first
                while let piece = next {
                    let bytes = encode(piece, &encoders[piece.index], &usages[piece.index])
                    if !bytes.isEmpty { try await writer.send(bytes) }
                    next = try await rest.next()
                }
                try Task.checkCancellation()
                try await writer.send(ChatEventEncoder.closing(answer, Self.total(usages)))
                service.end(outcome(Self.total(usages)))
            } catch {
                var failure = KapellError.wrapping(error)
                // A client that has gone breaks the writing, too.
                if failure.code == .internalError { failure = .clientGone }
                service.end(outcome(Self.total(usages)), error: failure)
                if failure.code == .cancelled {
                    writer.leave(encoders[0].fail(.serverStops))
                } else {
                    try await writer.send(encoders[0].fail(service.gateway.told(failure)))
                }
            }
            return [:]
        }
    }

    private func encode(
        _ piece: MergedStreams.Piece<RatedEvent>, _ encoder: inout ChatEventEncoder, _ usage: inout ModelUsage
    ) -> [UInt8] {
        let event = piece.element.event
        switch event {
        case .text where wantsLikelihoods:
            return encoder.encode(event, likelihoods: ChatLikelihoods.json(piece.element.tokens))
        case .usage(let total): usage = total
        case .finished: return encoder.encode(event) + encoder.end()
        default: break
        }
        return encoder.encode(event)
    }
}
