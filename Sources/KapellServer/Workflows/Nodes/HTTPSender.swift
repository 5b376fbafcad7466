import KapellCore
import KapellDialects
import KapellJSON
import KapellProviders
import KapellWorkflows

/// Sends the requests of nodes and tools, with the guards of all requests that leave the house: no redirects, no private
/// addresses unless they are allowed, limits on time and bytes.
package struct HTTPSender: Sendable {
    private let transport = Transport.shared

    package init() {}

    /// `{"status", "headers", "body"}`.
    ///
    /// - Throws: `EffectNotDone` where the service surely did nothing: it was not reached, or refused the request.
    package func send(_ call: HTTPCall) async throws -> NodeResult {
        let place: HTTPPlace
        do { place = try HTTPPlace(call.url) } catch { throw EffectNotDone(error) }
        let secrets = call.secrets
        let request = TransportRequest(
            method: call.method, base: place.base, target: place.target,
            headers: call.headers.map { (name: $0.name, value: $0.value) }, body: call.body,
            timeouts: ProviderTimeouts(total: call.timeout), bodyLimit: call.limit,
            allowsPrivateAddresses: call.allowsPrivateAddresses)
        let answer: TransportAnswer
        let bytes: [UInt8]
        do throws(ProviderFailure) {
            answer = try await transport.send(request)
            bytes = try await answer.body.collect()
        } catch {
            try Task.checkCancellation()
            let told = Self.told(error.error, secrets)
            if error.reachedProvider { throw told }
            throw EffectNotDone(told)
        }
        let text = String(decoding: bytes, as: UTF8.self).hiding(secrets)
        guard answer.status < 400 || call.accept.contains(answer.status) else {
            let error = Self.failure(answer, place.base.host, text)
            // A service that says so has refused: it may be asked again. These two leave it open.
            if answer.status < 500, ![408, 409].contains(answer.status) { throw EffectNotDone(error) }
            throw error
        }
        var headers = JSONObject()
        for (name, value) in answer.headers.kept.sorted(by: { $0.key < $1.key }) {
            headers[name] = .string(value.hiding(secrets))
        }
        for name in ["content-type", "location", "etag", "last-modified"] {
            headers[name] = answer.headers[name].map { .string($0.hiding(secrets)) }
        }
        let isJSON = answer.headers.mediaType.map { $0.hasSuffix("/json") || $0.hasSuffix("+json") } ?? false
        var body = JSONValue.string(text)
        if isJSON, let value = try? JSONValue(parsing: text) { body = value }
        return NodeResult([
            "status": .integer(Int64(answer.status)), "headers": .object(headers), "body": body,
        ])
    }

    /// A failure of the way, in the words of a node.
    private static func told(_ error: KapellError, _ secrets: [String]) -> KapellError {
        var error = error
        error.message = error.message.hiding(secrets)
        if error.code == .configuration {
            error.remedy = "Correct the address. Redirects are not followed; `private: true` allows private addresses."
        } else if error.code == .model {
            error = KapellError(
                .tooLarge, error.message, remedy: "Raise the node's `limit`, or ask for less.", isRetryable: false)
        }
        return error
    }

    private static func failure(_ answer: TransportAnswer, _ host: String, _ body: String) -> KapellError {
        let reason = body.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(200)
        let code = ProviderMessage.code(ofStatus: answer.status)
        let wait = RetryAfter.wait(in: answer.headers.fields).map { min($0, .seconds(3_600)) }
        return KapellError(
            code, "\(host) answers with \(answer.status)\(reason.isEmpty ? "." : ": \(reason)")",
            remedy: "Correct the request; a status that is a result goes into `accept`.",
            isRetryable: [.timeout, .limitExceeded, .overloaded, .unavailable].contains(code), retryAfter: wait)
    }
}
