import AsyncHTTPClient
import KapellCore
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The way to providers: HTTP/1.1 over kept connections, shared by all of them.
///
/// Redirects are not followed, bodies have a limit, and addresses are checked: a host that is, or resolves to, an address
/// within a private network, of this machine or of a cloud's metadata service is refused unless the request allows it.
/// Every address that the name has is checked before a connection is made, and the address that the connection has
/// reached is checked again before anything but the TLS handshake is sent: a name that changes in between gains nothing.
/// With a proxy only the first check is possible.
public final class Transport: Sendable {
    /// For the whole process; it is never closed.
    public static let shared = Transport()

    private let options: TransportOptions
    private let resolver: HostResolver
    private let clients: Mutex<[ClientKey: HTTPClient]?>

    public init(_ options: TransportOptions = TransportOptions()) {
        self.options = options
        let lookup = options.lookup
        let addresses = options.addresses
        if let lookup {
            resolver = HostResolver { host in lookup(host) }
        } else if addresses.isEmpty {
            resolver = HostResolver()
        } else {
            let system = HostResolver.systemLookup
            resolver = HostResolver { host async throws(KapellError) in
                if let text = addresses[host] { return IPAddress(text).map { [$0] } ?? [] }
                return try await system(host)
            }
        }
        clients = Mutex([:])
    }

    deinit {
        for client in (clients.withLock { $0 } ?? [:]).values { _ = client.shutdown() }
    }

    /// Closes all connections. Requests that are on their way fail, later ones are refused.
    public func close() async {
        let all = clients.withLock { clients in
            defer { clients = nil }
            return clients ?? [:]
        }
        for client in all.values { try? await client.shutdown() }
    }

    /// Sends a request and returns once the answer has begun.
    ///
    /// - Throws: `configuration` for an address that is not allowed and for a redirect, `network`, `timeout`,
    ///   `model` for an answer that is too large, `cancelled`. Error statuses are not thrown. Cancelling the task closes the connection.
    public func send(_ request: TransportRequest) async throws(ProviderFailure) -> TransportAnswer {
        let host = request.base.host
        guard request.base.isSecure || request.allowsPrivateAddresses else {
            throw ProviderFailure(AddressRule.forbidden(host))
        }
        let rule = AddressRule(
            isSecure: request.base.isSecure, allowsPrivateAddresses: request.allowsPrivateAddresses)
        let start = NIODeadline.now()
        try await check(host, rule, request.timeouts)
        let client: HTTPClient
        do { client = try self.client(for: rule) } catch { throw ProviderFailure(error) }
        let call = UpstreamCall(
            host: host, timeouts: request.timeouts, streams: request.streams, bodyLimit: request.bodyLimit,
            start: start)
        let outgoing: HTTPClient.Request
        do {
            outgoing = try HTTPClient.Request(
                url: request.base.origin + request.target, method: HTTPMethod(rawValue: request.method),
                headers: HTTPHeaders(request.headers.map { ($0.name, $0.value) }),
                body: request.body.isEmpty ? nil : .byteBuffer(ByteBuffer(bytes: request.body)))
        } catch {
            throw ProviderFailure(
                KapellError(.configuration, "The address of \(host) cannot be used.", remedy: "Check the base URL."))
        }
        let body = TransportBody(call)
        call.start(outgoing, on: client)
        let head = try await call.head()
        if let refusal = Self.refusal(of: head, host, request.bodyLimit) {
            call.cancel()
            throw ProviderFailure(refusal, mayHaveBeenBilled: head.status < 300, reachedProvider: true)
        }
        return TransportAnswer(status: head.status, headers: head.headers, body: body)
    }

    private func check(
        _ host: String, _ rule: AddressRule, _ timeouts: ProviderTimeouts
    ) async throws(ProviderFailure) {
        do throws(KapellError) { try rule.check(name: host) } catch { throw ProviderFailure(error) }
        guard resolver.needsCheck(host, rule) else { return }
        let limit = [timeouts.connect, timeouts.total].compactMap { $0 }.min() ?? .seconds(60)
        do {
            try await withTimeLimit(limit, clock: ContinuousClock()) { [resolver] in
                try await resolver.check(host, rule)
            }
        } catch is TimeLimitExceeded {
            throw ProviderFailure(CallLimit.connect.error(host, timeouts))
        } catch {
            throw ProviderFailure.wrapping(error)
        }
    }

    private static func refusal(of head: UpstreamCall.Head, _ host: String, _ limit: Int) -> KapellError? {
        if (300..<400).contains(head.status), head.status != 304 {
            let target = head.headers["location"].flatMap { try? BaseURL($0.prefixBefore("?#")) }
            return KapellError(
                .configuration,
                "\(host) answers with a redirect" + (target.map { " to \($0.host)" } ?? "")
                    + ", which is not followed.",
                remedy: "Set the provider's base URL to the address that is meant.")
        }
        if let length = head.headers["content-length"].flatMap({ Int($0) }), length > limit {
            return .tooLargeBody(host, limit)
        }
        return nil
    }

    /// Connections are not shared between event loops: who asks from one is answered on it, by a connection of its own,
    /// and no thread has to wake another.
    private func client(for rule: AddressRule) throws(KapellError) -> HTTPClient {
        let loop = Self.currentLoop
        let key = ClientKey(rule: rule, loop: loop.map { ObjectIdentifier($0) })
        let client = clients.withLock { clients -> HTTPClient? in
            guard clients != nil else { return nil }
            if let known = clients?[key] { return known }
            let client = makeClient(rule, on: loop ?? HTTPClient.defaultEventLoopGroup)
            clients?[key] = client
            return client
        }
        guard let client else { throw KapellError(.unavailable, "The connections to providers are closed.") }
        return client
    }

    /// The event loop that this runs on, if it lives as long as the process.
    private static var currentLoop: (any EventLoop)? {
        guard let current = MultiThreadedEventLoopGroup.currentEventLoop,
            MultiThreadedEventLoopGroup.singleton.makeIterator().contains(where: { $0 === current })
        else { return nil }
        return current
    }

    /// Limits on time are ours, see ``UpstreamCall``; a connection that failed is not tried again behind our back.
    private func makeClient(_ rule: AddressRule, on loops: any EventLoopGroup) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.tracing.tracer = nil
        configuration.httpVersion = .http1Only
        configuration.timeout = .init(connect: .seconds(30))
        configuration.connectionPool.idleTimeout = .nanoseconds(max(options.idleTime.clampedNanoseconds, 1))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(options.connectionsPerHost, 1)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.dnsOverride = options.addresses
        if let proxy = options.proxy {
            configuration.proxy = .server(host: proxy.host, port: proxy.port)
        }
        let reached = options.reached
        let isChecked = options.proxy == nil && rule != .any
        configuration.http1_1ConnectionDebugInitializer = { channel in
            do {
                try channel.pipeline.syncOperations.addHandler(FlushOnce(), position: .first)
                guard isChecked else { return channel.eventLoop.makeSucceededVoidFuture() }
                guard let text = channel.remoteAddress?.ipAddress, let found = IPAddress(text),
                    let address = reached.map({ $0(found) }) ?? found
                else {
                    throw KapellError(.network, "The address of a connection cannot be told.")
                }
                try rule.check(address, of: text)
                return channel.eventLoop.makeSucceededVoidFuture()
            } catch {
                // The pool hears of the failure first; a connection that closes before would be one it still waits for.
                channel.eventLoop.execute { channel.close(promise: nil) }
                return channel.eventLoop.makeFailedFuture(error)
            }
        }
        return HTTPClient(eventLoopGroup: loops, configuration: configuration)
    }
}

/// What a client's connections have in common.
private struct ClientKey: Hashable {
    let rule: AddressRule
    let loop: ObjectIdentifier?
}

extension String {
    /// What stands before the first of `stops`.
    fileprivate func prefixBefore(_ stops: String) -> String { String(prefix { !stops.contains($0) }) }
}
