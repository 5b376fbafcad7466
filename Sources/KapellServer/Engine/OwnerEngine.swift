import AsyncHTTPClient
import KapellCore
import KapellJSON
import NIOCore
import NIOHTTP1

/// The engine of a store that another process owns: it is asked through the socket in the store's folder.
struct OwnerEngine: KnowledgeEngine {
    let socket: String
    /// Where the owner answers, for error messages.
    let address: String

    private static let answerLimit = 64 << 20

    func ask(_ question: String, in knowledge: String) -> WireEventStream {
        stream("knowledge/\(knowledge)/ask", ["question": .string(question), "stream": true])
    }

    func search(
        _ question: String, in knowledge: String, limit: Int, explain: Bool, asTyped: Bool
    ) async throws -> JSONObject {
        let response = try await send(
            "knowledge/\(knowledge)/search",
            [
                "question": .string(question), "limit": .integer(Int64(limit)), "explain": .bool(explain),
                "as_typed": .bool(asTyped),
            ])
        return try await object(of: response)
    }

    func ingest(_ paths: [String], into knowledge: String) -> WireEventStream {
        stream("knowledge/\(knowledge)/ingest", ["paths": .array(paths.map { .string($0) })])
    }

    func documents(in knowledge: String) async throws -> JSONObject {
        try await object(of: send("knowledge/\(knowledge)/documents", nil))
    }

    func source(of document: Int64, in knowledge: String) async throws -> JSONObject {
        try await object(of: send("knowledge/\(knowledge)/documents/\(document)/source", nil))
    }

    func account(of knowledge: String) async throws -> JSONObject {
        try await object(of: send("knowledge/\(knowledge)/account", nil))
    }

    func close() async {}

    /// Any of the product's own routes: a body is sent with POST.
    func call(_ path: String, _ body: JSONObject?) async throws -> JSONObject {
        try await object(of: send(path, body), refusesOthers: false)
    }

    /// A text that is no JSON, such as a drawing.
    func text(_ path: String) async throws -> String {
        let response = try await send(path, nil)
        guard response.status == .ok else {
            _ = try await object(of: response)
            return ""
        }
        return String(buffer: try await response.body.collect(upTo: Self.answerLimit))
    }

    /// The events of a route; what each is called is in its data below `id`.
    func events(_ path: String, after last: String?) -> WireEventStream {
        WireEventStream.forwarding { emit in
            let response = try await send(path, nil, last: last)
            guard response.status == .ok else {
                _ = try await object(of: response)
                return
            }
            var decoder = SSEDecoder()
            for try await buffer in response.body {
                for event in try decoder.decode(Array(buffer.readableBytesView)) {
                    let data = try JSONValue(parsing: event.data).objectValue ?? [:]
                    if event.event == "error" { throw Self.failure(data) }
                    emit(WireEvent(event.event ?? "message", data, id: event.id))
                }
            }
        }
    }

    private func send(
        _ path: String, _ body: JSONObject?, last: String? = nil
    ) async throws -> HTTPClientResponse {
        let escaped = socket.utf8.reduce(into: "") { result, byte in
            let isPlain = (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
            result += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        var request = HTTPClientRequest(url: "http+unix://\(escaped)/kapell/v1/\(path)")
        if let last { request.headers.add(name: "last-event-id", value: last) }
        if let body {
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: JSONValue.object(body).serializedBytes()))
        }
        do {
            return try await HTTPClient.shared.execute(request, timeout: .hours(12))
        } catch {
            try Task.checkCancellation()
            throw KapellError(
                .unavailable, "The server at \(address), which has the store, does not answer.",
                remedy: "Try again; if it goes on, stop it with `kapell serve --stop`.")
        }
    }

    /// - Parameter refusesOthers: whether only the status 200 is an answer. Else whatever says what came of the
    ///   request.
    private func object(of response: HTTPClientResponse, refusesOthers: Bool = true) async throws -> JSONObject {
        let body = try await response.body.collect(upTo: Self.answerLimit)
        let value = try? JSONValue(parsing: Array(body.readableBytesView))
        guard let object = value?.objectValue else {
            throw KapellError(.unavailable, "The server at \(address) sent an answer that is not JSON.")
        }
        guard (200..<300).contains(response.status.code) else {
            if !refusesOthers, object["outcome"] != nil { return object }
            throw Self.failure(object)
        }
        return object
    }

    private func stream(_ path: String, _ body: JSONObject) -> WireEventStream {
        WireEventStream.forwarding { emit in
            let response = try await send(path, body)
            guard response.status == .ok else {
                _ = try await object(of: response)
                return
            }
            var decoder = SSEDecoder()
            var ended = false
            for try await buffer in response.body {
                for event in try decoder.decode(Array(buffer.readableBytesView)) {
                    let data = try JSONValue(parsing: event.data).objectValue ?? [:]
                    if event.event == "error" { throw Self.failure(data) }
                    ended = ended || event.event == "done" || event.event == "report"
                    emit(WireEvent(event.event ?? "message", data))
                }
            }
            guard ended else {
                throw KapellError(
                    .unavailable, "The server at \(address) ended its answer before it was complete.",
                    remedy: "See its log, and try again.")
            }
        }
    }

    /// The error that the server sent, as it was thrown there.
    private static func failure(_ object: JSONObject) -> KapellError {
        let error = object["error"]
        let code = error?["code"]?.stringValue.flatMap { KapellError.Code(rawValue: $0) } ?? .internalError
        return KapellError(
            code, error?["message"]?.stringValue ?? "The server failed without a reason.",
            remedy: error?["remedy"]?.stringValue, isRetryable: error?["retryable"]?.boolValue)
    }
}
