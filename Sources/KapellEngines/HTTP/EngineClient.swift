import KapellCore
import KapellJSON

/// Requests and answers as JSON, and what a status means.
struct EngineClient: Sendable {
    let transport: any EngineTransport
    /// What the engine is called in errors.
    let engine: String
    /// What errors never repeat.
    let secret: String?

    /// - Throws: the engine's refusal, with its reason.
    func json(_ request: EngineRequest) async throws(KapellError) -> JSONValue {
        let answer = try await transport.send(request)
        guard (200..<300).contains(answer.status) else { throw failure(answer) }
        return try parsed(answer)
    }

    /// `nil` where the engine says that there is no such thing.
    func found(_ request: EngineRequest) async throws(KapellError) -> JSONValue? {
        let answer = try await transport.send(request)
        if answer.status == 404 { return nil }
        guard (200..<300).contains(answer.status) else { throw failure(answer) }
        return try parsed(answer)
    }

    private func parsed(_ answer: EngineResponse) throws(KapellError) -> JSONValue {
        if answer.body.isEmpty { return .null }
        do {
            return try JSONValue(parsing: answer.body, limits: JSONLimits(bytes: HTTPEngineTransport.bodyLimit))
        } catch {
            throw misread("no JSON")
        }
    }

    /// For an answer that has not the documented form.
    func misread(_ what: String) -> KapellError {
        KapellError(
            .model, "\(engine) answers with something else than its documentation says: \(what).",
            remedy: "Check that the address is \(engine)'s and that its version is supported.")
    }

    private func failure(_ answer: EngineResponse) -> KapellError {
        let reason = reason(answer.body)
        let text = "\(engine) refuses the request (\(answer.status))" + (reason.isEmpty ? "." : ": \(reason)")
        switch answer.status {
        case 401: return KapellError(.authentication, text, remedy: "Check the key.")
        case 402: return KapellError(.payment, text)
        case 403: return KapellError(.permission, text, remedy: "Check what the key is allowed to do.")
        case 404: return KapellError(.notFound, text, remedy: "Check the name of the collection.")
        case 409: return KapellError(.conflict, text)
        case 413: return KapellError(.tooLarge, text, remedy: "Send less at a time.")
        case 429: return KapellError(.limitExceeded, text, remedy: "Ask again later.", retryAfter: answer.retryAfter)
        case 300..<400:
            return KapellError(
                .configuration, "\(engine) answers with a redirect, which is not followed.",
                remedy: "Set the address to the one that is meant.")
        case 412, 500...:
            // Chroma, when a collection goes during a request.
            if reason.contains("Missing metadata segment") || reason.contains("does not exist")
                || reason.contains("not found")
            {
                return KapellError(.notFound, text)
            }
            return KapellError(.unavailable, text, remedy: "Ask again; look into the engine's log.")
        default: return KapellError(.invalidRequest, text)
        }
    }

    /// What the engine says, in one line and without the key.
    private func reason(_ body: [UInt8]) -> String {
        let json = try? JSONValue(parsing: body)
        let candidates = [
            json?["status"]?["error"], json?["message"], json?["error"]?["message"], json?["error"]?[0]?["message"],
            json?["error"],
        ]
        var text = candidates.lazy.compactMap { $0?.stringValue }.first ?? ""
        if let secret, !secret.isEmpty {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
        }
        return String(text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(300))
    }
}
