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

    /// Has the provider count a whole request: one of its own dialect as it came, any other as it would be asked.
    ///
    /// - Parameter request: of a client that asks for a count: its body is that of the count.
    /// - Returns: the provider's answer, and the losses of the translation; `nil` where the provider counts no requests.
    /// - Throws: as ``forward(_:within:)`` and ``open(_:within:)`` do.
    public func counted(
        _ request: DialectRequest, within limit: Duration? = nil
    ) async throws(ProviderFailure) -> ProviderCount? {
        let passes = canForward(request)
        // Servers of other makers that speak the dialect may lack the route: whose clients did not ask for it are guessed for.
        guard passes || provider.kind.tokenCount.isOfRequests else { return nil }
        var call: ProviderCall
        do throws(KapellError) {
            var outgoing = request
            outgoing.model = name
            let encoded = passes ? dialect.forward(request, to: name) : try dialect.encodeRequest(outgoing)
            guard let counting = dialect.countRequest(encoded, to: name, asForwarded: passes) else { return nil }
            call = ProviderCall(counting, model: name, streams: false, dialect: dialect.name)
            try prepare(&call)
        } catch {
            throw ProviderFailure(error)
        }
        let bytes = try await send(call, within: limit).body.collect()
        guard let object = try? JSONValue(parsing: bytes).objectValue, let tokens = dialect.count(in: object) else {
            throw ProviderFailure(.unreadableAnswer("it holds no count of tokens"), reachedProvider: true)
        }
        return ProviderCount(tokens: tokens, losses: call.losses, bytes: passes ? bytes : nil)
    }
}
