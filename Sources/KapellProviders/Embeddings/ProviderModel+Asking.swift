import KapellCore
import KapellDialects
import KapellJSON

/// A whole answer that is JSON, read.
struct ReadAnswer<Value: Sendable>: Sendable {
    var value: Value
    var bytes: [UInt8]
    var metadata: ResponseMetadata
}

extension ProviderModel {
    /// Makes a call ready that is no chat.
    func call(
        _ encoded: EncodedRequest, quirks: ProviderQuirks = ProviderQuirks(), streams: Bool = false
    ) throws(KapellError) -> ProviderCall {
        var call = ProviderCall(encoded, model: name, streams: streams, dialect: dialect.name)
        quirks.apply(to: &call)
        try prepare(&call)
        return call
    }

    /// Sends a call, and reads its whole answer.
    ///
    /// - Throws: as ``open(_:within:)`` does; what `read` throws.
    func ask<Value: Sendable>(
        _ call: ProviderCall, within limit: Duration?, read: (JSONValue) throws(KapellError) -> Value
    ) async throws(ProviderFailure) -> ReadAnswer<Value> {
        try await self.read(try await send(call, within: limit), read)
    }

    /// Reads a whole answer.
    func read<Value: Sendable>(
        _ answer: TransportAnswer, _ read: (JSONValue) throws(KapellError) -> Value
    ) async throws(ProviderFailure) -> ReadAnswer<Value> {
        let bytes = try await answer.body.collect()
        do throws(KapellError) {
            let value: JSONValue
            do { value = try JSONValue(parsing: bytes) } catch { throw .unreadableAnswer("it is not JSON") }
            return ReadAnswer(
                value: try read(value), bytes: bytes, metadata: ResponseMetadata(answer.status, answer.headers))
        } catch {
            throw ProviderFailure(
                provider.redactor.redacted(error), mayHaveBeenBilled: error.code == .model, reachedProvider: true,
                answer: ProviderAnswer(
                    status: answer.status, contentType: answer.headers["content-type"], headers: answer.headers.kept,
                    body: provider.redactor.redacted(bytes)))
        }
    }
}

extension KapellError {
    /// A kind of provider that has no models of a kind.
    static func lacking(_ what: String, of provider: Provider) -> KapellError {
        KapellError(
            .unsupported, "Provider `\(provider.name)` (\(provider.kind.title)) \(what).",
            remedy: "Name a model of another provider.")
    }
}
