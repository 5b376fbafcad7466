import AsyncHTTPClient
import KapellCore
import NIOCore
import NIOHTTP1

/// Sends GET requests: redirects are followed by hand, so that each address is checked.
struct HTTPFetcher: Sendable {
    let client: HTTPClient
    let options: DownloadOptions

    /// Runs `body` with a client that is closed afterwards.
    static func withFetcher<Value>(
        _ options: DownloadOptions, _ body: (HTTPFetcher) async throws(KapellError) -> Value
    ) async throws(KapellError) -> Value {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.timeout = .init(
            connect: .init(options.connectTimeout), read: .init(options.idleTimeout))
        do {
            return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                try await body(HTTPFetcher(client: client, options: options))
            }
        } catch let error as KapellError {
            throw error
        } catch {
            throw Self.failure(error, "the server", options).error
        }
    }

    /// The answer to a GET, once its headers are there. Redirects have been followed.
    func get(
        _ start: DownloadAddress, headers: [(String, String)]
    ) async throws(DownloadFault) -> HTTPClientResponse {
        var address = start
        for _ in 0...options.redirects {
            var request = HTTPClientRequest(url: address.text)
            request.headers.add(name: "User-Agent", value: "kapell")
            request.headers.add(name: "Accept-Encoding", value: "identity")
            for (name, value) in headers { request.headers.add(name: name, value: value) }
            if let authorization = address.authorization {
                request.headers.add(name: "Authorization", value: authorization)
            }
            let response: HTTPClientResponse
            do {
                response = try await client.execute(request, deadline: .distantFuture)
            } catch {
                throw Self.failure(error, address.text, options)
            }
            guard [301, 302, 303, 307, 308].contains(response.status.code) else { return response }
            guard let location = response.headers.first(name: "Location") else {
                throw .nextSource(KapellError(.network, "\(address.text) redirects to nowhere."))
            }
            do {
                address = try DownloadAddress(location, relativeTo: address)
            } catch {
                throw .nextSource(KapellError(.network, "\(address.text) redirects badly: \(error.message)"))
            }
        }
        throw .nextSource(KapellError(.network, "\(start.text) redirects more than \(options.redirects) times."))
    }

    /// What an exception of the client means.
    static func failure(_ error: any Error, _ address: String, _ options: DownloadOptions) -> DownloadFault {
        if let fault = error as? DownloadFault { return fault }
        if let known = error as? KapellError { return .stop(known) }
        if error is CancellationError || (error as? HTTPClientError) == .cancelled || Task.isCancelled {
            return .stop(KapellError(.cancelled, "Fetching \(address) was cancelled."))
        }
        switch error as? HTTPClientError {
        case .readTimeout?, .deadlineExceeded?:
            let seconds = options.idleTimeout / .seconds(1)
            return .retry(
                KapellError(
                    .timeout, "\(address) sent nothing for \(seconds.formattedSeconds) s.",
                    remedy: "Check the connection, then try again: what has arrived is kept.", isRetryable: true))
        case .connectTimeout?:
            return .retry(
                KapellError(
                    .timeout, "\(address) did not answer.", remedy: "Check the connection or the proxy.",
                    isRetryable: true))
        default:
            return .retry(
                KapellError(
                    .network, "Fetching \(address) failed: \(error).",
                    remedy: "Check the connection, then try again: what has arrived is kept.", isRetryable: true))
        }
    }

    /// What a status that is not a success means.
    static func failure(status: Int, _ address: String) -> DownloadFault {
        switch status {
        case 408, 425, 429, 500...599:
            return .retry(
                KapellError(
                    .unavailable, "\(address) answered \(status).", remedy: "Try again later.",
                    isRetryable: true))
        case 401, 403, 407:
            return .nextSource(
                KapellError(.permission, "\(address) answered \(status): it wants credentials or forbids the file."))
        case 404, 410:
            return .nextSource(
                KapellError(.notFound, "\(address) is not there (\(status)).", remedy: "Check the address."))
        default:
            return .nextSource(KapellError(.network, "\(address) answered \(status)."))
        }
    }
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) {
        self = .nanoseconds(Int64(duration / .nanoseconds(1)))
    }
}

extension Double {
    /// Seconds with at most one digit behind the point.
    fileprivate var formattedSeconds: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
