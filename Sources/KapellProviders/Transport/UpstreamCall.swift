import AsyncHTTPClient
import KapellCore
import NIOCore
import NIOHTTP1
import Synchronization

/// One request on its way: takes what the HTTP client reports on its event loop, hands it to the one task that reads,
/// and watches the clock.
///
/// The first end wins: the answer's own, a limit on time or size, or ``cancel()``. From then on nothing more is taken
/// from the provider, and the connection is closed unless the answer was read to its end.
final class UpstreamCall: HTTPClientResponseDelegate {
    typealias Response = Void

    struct Head: Sendable {
        var status: Int
        var headers: ResponseHeaders
    }

    /// Bytes that may wait to be read before the provider is made to wait.
    static let window = 256 * 1_024

    struct State {
        var task: HTTPClient.Task<Void>?
        var timer: Scheduled<Void>?
        var timerEnd = NIODeadline.distantFuture
        var head: Head?
        var chunks: [[UInt8]] = []
        var waiting = 0
        var received = 0
        var end: Result<Void, ProviderFailure>?
        var reader: CheckedContinuation<Void, Never>?
        var demand: EventLoopPromise<Void>?
        var limit = CallLimit.connect
        var limitEnd: NIODeadline
        let totalEnd: NIODeadline
        var sent: NIODeadline?
        var isDraining = false
    }

    let host: String
    let timeouts: ProviderTimeouts
    let streams: Bool
    let bodyLimit: Int
    let state: Mutex<State>

    /// - Parameter start: since when the whole request takes its time.
    init(host: String, timeouts: ProviderTimeouts, streams: Bool, bodyLimit: Int, start: NIODeadline) {
        self.host = host
        self.timeouts = timeouts
        self.streams = streams
        self.bodyLimit = bodyLimit
        state = Mutex(
            State(
                limitEnd: .after(timeouts.connect, from: start), totalEnd: .after(timeouts.total, from: start)))
    }

    /// Sends the request.
    func start(_ request: HTTPClient.Request, on client: HTTPClient) {
        let task = client.execute(request: request, delegate: self)
        let isOver = state.withLock { state in
            guard state.end == nil else { return true }
            state.task = task
            return false
        }
        if isOver { task.cancel() } else { reschedule(on: task.eventLoop) }
    }

    // MARK: What the client reports

    func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
        let isEarlier = state.withLock { state -> Bool in
            guard state.sent == nil, state.end == nil else { return false }
            let before = min(state.limitEnd, state.totalEnd)
            state.sent = .now()
            state.set(firstLimit, streams ? firstLimit.duration(in: timeouts) : nil)
            return min(state.limitEnd, state.totalEnd) < before
        }
        if isEarlier { reschedule(on: task.eventLoop) }
    }

    /// What holds until the header comes. No piece can come before it, so of a stream's two limits the shorter one does.
    private var firstLimit: CallLimit {
        guard streams else { return .total }
        guard let piece = timeouts.firstToken else { return .firstByte }
        return timeouts.firstByte.map { $0 <= piece } ?? false ? .firstByte : .firstToken
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        let fields = ResponseHeaders(head.headers.map { ($0.name, $0.value) })
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.end == nil else { return nil }
            state.head = Head(status: Int(head.status.code), headers: fields)
            if streams {
                state.set(.firstToken, timeouts.firstToken, from: state.sent)
            } else {
                state.set(.betweenTokens, timeouts.betweenTokens)
            }
            return state.takeReader()
        }
        reader?.resume()
        reschedule(on: task.eventLoop)
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let bytes = Array(buffer.readableBytesView)
        var isTooLarge = false
        let (reader, demand) = state.withLock {
            state -> (CheckedContinuation<Void, Never>?, EventLoopFuture<Void>?) in
            guard state.end == nil, !state.isDraining else { return (nil, nil) }
            let (received, overflow) = state.received.addingReportingOverflow(bytes.count)
            guard !overflow, received <= bodyLimit else {
                isTooLarge = true
                return (nil, nil)
            }
            state.received = received
            state.waiting += bytes.count
            state.chunks.append(bytes)
            if !streams { state.set(.betweenTokens, timeouts.betweenTokens) }
            guard state.waiting > Self.window else { return (state.takeReader(), nil) }
            let promise = task.eventLoop.makePromise(of: Void.self)
            state.demand = promise
            return (state.takeReader(), promise.futureResult)
        }
        reader?.resume()
        if isTooLarge { finish(.failure(failure(.tooLargeBody(host, bodyLimit)))) }
        return demand ?? task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) { finish(.success(())) }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        finish(.failure(failure(ConnectionFault.error(error, host, timeouts))))
    }
}

extension UpstreamCall.State {
    mutating func set(_ limit: CallLimit, _ duration: Duration?, from start: NIODeadline? = nil) {
        self.limit = limit
        limitEnd = .after(duration, from: start ?? .now())
    }

    mutating func takeReader() -> CheckedContinuation<Void, Never>? {
        defer { reader = nil }
        return reader
    }
}
