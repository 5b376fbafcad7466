import KapellCore
public import KapellDialects
import KapellJSON

extension ProviderModel {
    /// Counts by the provider's own route where the kind has one, else estimates: see ``TokenEstimate``.
    ///
    /// - Throws: the provider's error, where its route fails.
    public func countTokens(_ text: String) async throws -> Int {
        guard !text.isEmpty else { return 0 }
        let count = provider.kind.tokenCount
        guard let (path, body) = count.route(text, model: name) else { return TokenEstimate.tokens(in: text) }
        let encoded = EncodedRequest(path: path, body: body)
        var call = ProviderCall(encoded, model: name, streams: false, dialect: dialect.name)
        do throws(ProviderFailure) {
            do throws(KapellError) { try prepare(&call) } catch { throw ProviderFailure(error) }
            let answer = try await send(call, within: nil)
            let bytes = try await answer.body.collect()
            guard let object = try? JSONValue(parsing: bytes).objectValue, let tokens = count.count(in: object) else {
                throw ProviderFailure(.unreadableAnswer("it holds no count of tokens"), reachedProvider: true)
            }
            return tokens
        } catch {
            throw throwsProviderFailures ? error : error.error
        }
    }

    /// Has a request counted as it came, by the route that goes with Anthropic's messages. Returns the provider's answer
    /// to the byte.
    ///
    /// - Throws: `unsupported` where the model is not asked in Anthropic's dialect, or the request is not one of it; else as
    ///   ``forward(_:within:)`` does.
    public func counted(
        _ request: DialectRequest, within limit: Duration? = nil
    ) async throws(ProviderFailure) -> [UInt8] {
        guard dialect.name == .anthropic, canForward(request) else {
            throw ProviderFailure(KapellError(.unsupported, "\(model) counts no requests of Anthropic's clients."))
        }
        var encoded = dialect.forward(request, to: name)
        encoded.path += "/count_tokens"
        var call = ProviderCall(encoded, model: name, streams: false, dialect: dialect.name)
        do throws(KapellError) { try prepare(&call) } catch { throw ProviderFailure(error) }
        return try await send(call, within: limit).body.collect()
    }
}
