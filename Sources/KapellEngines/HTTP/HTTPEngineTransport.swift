import AsyncHTTPClient
import KapellCore
import KapellJSON
import NIOCore
import NIOHTTP1

/// Requests over HTTP. Redirects are not followed: a key goes to the host that was named.
struct HTTPEngineTransport: EngineTransport {
    /// For the whole process; it is never closed.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(10))
        configuration.connectionPool.idleTimeout = .seconds(20)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
    /// Bytes that an answer may have.
    static let bodyLimit = 256 << 20

    let endpoint: EngineEndpoint
    /// Beside the content's type; with the key.
    let headers: [(name: String, value: String)]

    func send(_ request: EngineRequest) async throws(KapellError) -> EngineResponse {
        let base = request.host.map { "https://\($0)" } ?? endpoint.url
        var outgoing = HTTPClientRequest(url: base + request.path)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body {
            outgoing.headers.add(name: "content-type", value: "application/json")
            outgoing.body = .bytes(ByteBuffer(bytes: body.serializedBytes()))
        }
        let host = request.host ?? endpoint.host
        do {
            let (seconds, attoseconds) = endpoint.timeout.components
            let limit = TimeAmount.nanoseconds(
                min(max(seconds, 0), 86_400) * 1_000_000_000 + attoseconds / 1_000_000_000)
            let answer = try await Self.client.execute(outgoing, timeout: limit)
            let body = try await answer.body.collect(upTo: Self.bodyLimit)
            let wait = answer.headers.first(name: "retry-after").flatMap { Int($0) }
            return EngineResponse(
                status: Int(answer.status.code), body: Array(body.readableBytesView),
                retryAfter: wait.map { .seconds(min(max($0, 0), 3_600)) })
        } catch {
            if Task.isCancelled { throw KapellError(.cancelled, "The request to \(host) was cancelled.") }
            throw Self.failure(error, host)
        }
    }

    private static func failure(_ error: any Error, _ host: String) -> KapellError {
        if error is CancellationError { return KapellError(.cancelled, "The request to \(host) was cancelled.") }
        if let error = error as? HTTPClientError {
            switch error {
            case .cancelled: return KapellError(.cancelled, "The request to \(host) was cancelled.")
            case .deadlineExceeded, .readTimeout, .connectTimeout, .writeTimeout:
                return KapellError(
                    .timeout, "\(host) did not answer in time.", remedy: "Ask again, or raise the timeout.")
            default: break
            }
        }
        if error is NIOTooManyBytesError {
            return KapellError(.tooLarge, "\(host) answers with more than \(bodyLimit) bytes.", remedy: "Ask for less.")
        }
        return KapellError(
            .network, "\(host) cannot be reached, or the connection broke.",
            remedy: "Check that it runs, its address and the connection.")
    }
}
