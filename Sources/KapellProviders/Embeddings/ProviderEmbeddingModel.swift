public import KapellCore
public import KapellDialects
import KapellJSON

/// An embedding model of a provider.
///
/// It shares connections, limits on time, credentials and errors with ``ProviderModel``.
public struct ProviderEmbeddingModel: Sendable {
    public let provider: Provider
    /// The model's name, as the provider calls it.
    public let name: String
    private let service: EmbeddingService
    private let sender: ProviderModel

    /// - Throws: `unsupported` for a provider that has no embedding models.
    public init(_ provider: Provider, _ name: String, dialects: DialectTable) throws(KapellError) {
        guard let service = provider.kind.embeddings else { throw .lacking("has no embedding models", of: provider) }
        self.provider = provider
        self.name = name
        self.service = service
        sender = try provider.model(name, dialects: dialects)
    }

    /// `provider/model`.
    public var model: String { sender.model }

    /// Whether ``send(_:within:)`` hands a request on as it came: it came on this wire, and is small enough for it.
    public func canForward(_ request: EmbeddingRequest) -> Bool {
        guard service.wire == request.wire, !request.body.isEmpty else { return false }
        return request.refusal != nil || ranges(of: request).count <= 1
    }

    /// A request in pieces that the provider takes, in order; the request itself where it is small enough.
    public func batches(of request: EmbeddingRequest) -> [EmbeddingRequest] {
        if canForward(request) { return [request] }
        let ranges = self.ranges(of: request)
        return ranges.count <= 1 ? [request] : ranges.map { request.batch($0) }
    }

    private func ranges(of request: EmbeddingRequest) -> [Range<Int>] {
        let most = max(service.mostTexts(name) ?? .max, 1)
        var ranges: [Range<Int>] = []
        var (start, tokens) = (0, 0)
        for (place, text) in request.texts.enumerated() {
            let more = service.mostTokens.map { _ in TokenEstimate.tokens(in: text) } ?? 0
            let isFull = place - start >= most || (service.mostTokens.map { tokens + more > $0 } ?? false)
            if isFull, place > start {
                ranges.append(start..<place)
                (start, tokens) = (place, 0)
            }
            tokens += more
        }
        if start < request.texts.count { ranges.append(start..<request.texts.count) }
        return ranges
    }

    /// What of a request cannot be said to the provider.
    ///
    /// - Throws: `unsupported` for what would change the vectors.
    public func losses(of request: EmbeddingRequest) throws(KapellError) -> [DialectLoss] {
        try batches(of: request).first.map { first throws(KapellError) in try call(first).losses } ?? []
    }

    private func call(_ request: EmbeddingRequest) throws(KapellError) -> ProviderCall {
        if canForward(request), let dialect = service.codec as? any EmbeddingDialect {
            return try sender.call(dialect.forward(request, to: name), quirks: service.quirks)
        }
        var outgoing = request
        outgoing.model = name
        var call = try sender.call(try service.codec.encodeRequest(outgoing), quirks: service.quirks)
        call.losses = request.losses + call.losses.filter { !request.losses.contains($0) }
        return call
    }

    /// Asks for the vectors of one batch, see ``batches(of:)``.
    ///
    /// - Parameter limit: what is left of a deadline over several attempts.
    /// - Throws: `unsupported` for what the provider cannot be told; the provider's own error; `model` for an answer
    ///   that does not hold one vector for each text; `timeout`, `network`, `tooLarge`, `configuration`, `cancelled`.
    ///   Cancelling the task closes the connection.
    public func send(
        _ batch: EmbeddingRequest, within limit: Duration? = nil
    ) async throws(ProviderFailure) -> ProviderVectors {
        let call: ProviderCall
        do throws(KapellError) { call = try self.call(batch) } catch { throw ProviderFailure(error) }
        let codec = service.codec
        let answer = try await sender.ask(call, within: limit) { value throws(KapellError) in
            guard let body = value.objectValue else { throw .unreadableAnswer("it is not an object") }
            // Of what is not vectors of floats for texts, the usage alone is known.
            if batch.refusal != nil { return EmbeddingResponse(vectors: [], tokens: codec.tokens(in: body)) }
            let response = try codec.decodeResponse(body)
            guard response.vectors.count == batch.texts.count, !response.vectors.contains([]) else {
                throw .unreadableAnswer("it has \(response.vectors.count) vectors for \(batch.texts.count) texts")
            }
            return response
        }
        return ProviderVectors(
            response: answer.value, losses: call.losses, metadata: answer.metadata,
            bytes: canForward(batch) ? answer.bytes : nil)
    }

    /// Asks for all vectors, batch after batch.
    ///
    /// - Parameter limit: the time for all of them.
    /// - Throws: as ``send(_:within:)`` does. Where a later batch fails, the earlier ones have been billed.
    public func embed(
        _ request: EmbeddingRequest, within limit: Duration? = nil
    ) async throws(ProviderFailure) -> ProviderVectors {
        let start = ContinuousClock.now
        var all: ProviderVectors?
        for batch in batches(of: request) {
            do throws(ProviderFailure) {
                let left = limit.map { max($0 - (ContinuousClock.now - start), .zero) }
                let next = try await send(batch, within: left)
                all = all.map { $0.appending(next) } ?? next
            } catch {
                var failure = error
                if all != nil { failure.mayHaveBeenBilled = true }
                throw failure
            }
        }
        guard let all else { throw ProviderFailure(KapellError(.invalidRequest, "There is no text to embed.")) }
        return all
    }
}

extension ProviderVectors {
    /// The same with the vectors of a later batch behind.
    public func appending(_ next: ProviderVectors) -> ProviderVectors {
        var all = next
        all.response.vectors = response.vectors + next.response.vectors
        all.response.tokens = response.tokens.clampedAdding(next.response.tokens)
        all.losses = losses + next.losses.filter { !losses.contains($0) }
        all.bytes = nil
        return all
    }
}
