import KapellCore
import Synchronization

/// The body of an answer, piece by piece as it arrives. It can be read once.
///
/// When its iteration ends, when the task that iterates is cancelled, and when the body is let go unread, the connection
/// is closed at once, unless the body was read to its end.
public struct TransportBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = ProviderFailure

    let call: UpstreamCall
    private let owner: CallOwner

    init(_ call: UpstreamCall) {
        self.call = call
        owner = CallOwner(call)
    }

    public func makeAsyncIterator() -> Iterator {
        owner.handOver()
        return Iterator(call)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let owner: CallOwner

        init(_ call: UpstreamCall) { owner = CallOwner(call) }

        /// The next bytes.
        ///
        /// - Throws: `timeout`, `network`, `cancelled`, or `model` for an answer that is too large. What arrived before a failure comes first.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(ProviderFailure) -> [UInt8]? {
            try await owner.call.next()
        }
    }

    /// The whole body.
    public func collect() async throws(ProviderFailure) -> [UInt8] {
        var iterator = makeAsyncIterator()
        guard var bytes = try await iterator.next() else { return [] }
        while let more = try await iterator.next() { bytes += more }
        return bytes
    }
}

/// Ends a call when the one who could read it is gone.
final class CallOwner: Sendable {
    let call: UpstreamCall
    private let isHandedOver = Atomic(false)

    init(_ call: UpstreamCall) { self.call = call }

    /// Another owner reads from now on.
    func handOver() { isHandedOver.store(true, ordering: .relaxed) }

    deinit {
        if !isHandedOver.load(ordering: .relaxed) { call.abandon() }
    }
}
