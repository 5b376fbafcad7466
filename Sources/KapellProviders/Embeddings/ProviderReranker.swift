public import KapellCore
public import KapellDialects
import KapellJSON

/// A model of a provider that ranks documents by how well they answer a question.
public struct ProviderReranker: Sendable {
    public let provider: Provider
    /// The model's name, as the provider calls it.
    public let name: String
    private let service: RankingService
    private let sender: ProviderModel

    /// - Throws: `unsupported` for a provider that has no such models.
    public init(_ provider: Provider, _ name: String, dialects: DialectTable) throws(KapellError) {
        guard let service = provider.kind.ranking else { throw .lacking("does not rank documents", of: provider) }
        self.provider = provider
        self.name = name
        self.service = service
        sender = try provider.model(name, dialects: dialects)
    }

    /// `provider/model`.
    public var model: String { sender.model }

    /// What of a request cannot be said to the provider.
    ///
    /// - Throws: `unsupported` for what cannot be left out.
    public func losses(of request: RerankRequest) throws(KapellError) -> [DialectLoss] { try call(request).losses }

    private func canForward(_ request: RerankRequest) -> Bool { service.isCohere && !request.body.isEmpty }

    private func call(_ request: RerankRequest) throws(KapellError) -> ProviderCall {
        if canForward(request) { return try sender.call(CohereRerank().forward(request, to: name)) }
        var outgoing = request
        outgoing.model = name
        return try sender.call(try service.codec.encodeRequest(outgoing))
    }

    /// Ranks the documents; a list that is too long for the provider is sent in pieces where that changes no score.
    ///
    /// - Parameter limit: what is left of a deadline over several attempts.
    /// - Throws: `unsupported` for what the provider cannot be told; the provider's own error; `model` for an answer
    ///   that ranks what was not sent; `timeout`, `network`, `tooLarge`, `configuration`, `cancelled`. Cancelling the
    ///   task closes the connection.
    public func rerank(
        _ request: RerankRequest, within limit: Duration? = nil
    ) async throws(ProviderFailure) -> ProviderRanking {
        let most = max(service.mostDocuments ?? .max, 1)
        guard request.documents.count > most else { return try await send(request, within: limit) }
        let start = ContinuousClock.now
        var all: ProviderRanking?
        for first in stride(from: 0, to: request.documents.count, by: most) {
            var piece = request
            piece.documents = Array(request.documents[first..<min(first + most, request.documents.count)])
            let left = limit.map { max($0 - (ContinuousClock.now - start), .zero) }
            var next = try await send(piece, within: left)
            for place in next.response.results.indices { next.response.results[place].index += first }
            next.response.results = ((all?.response.results ?? []) + next.response.results).sorted()
            next.response.tokens = next.response.tokens.clampedAdding(all?.response.tokens ?? 0)
            all = next
        }
        guard let all else { throw ProviderFailure(KapellError(.invalidRequest, "There is no document to rank.")) }
        return all
    }

    private func send(
        _ request: RerankRequest, within limit: Duration?
    ) async throws(ProviderFailure) -> ProviderRanking {
        let call: ProviderCall
        do throws(KapellError) { call = try self.call(request) } catch { throw ProviderFailure(error) }
        let codec = service.codec
        let answer = try await sender.ask(call, within: limit) { value throws(KapellError) in
            let response = try codec.decodeResponse(value)
            let places = Set(response.results.map(\.index))
            guard places.count == response.results.count, places.allSatisfy({ $0 < request.documents.count }),
                places.count >= min(request.topN ?? .max, request.documents.count)
            else { throw .unreadableAnswer("it does not rank the documents that were sent") }
            return response
        }
        return ProviderRanking(
            response: answer.value, losses: call.losses, metadata: answer.metadata,
            bytes: canForward(request) ? answer.bytes : nil)
    }
}
