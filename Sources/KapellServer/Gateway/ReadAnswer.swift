import KapellCore
import KapellPolicy
import KapellProviders
import Synchronization

/// An answer as far as it was read.
struct ReadAnswer {
    private(set) var response = ModelResponse()
    /// What the provider reported; `nil` where it has not, which is not the same as nothing.
    private(set) var usage: ModelUsage?
    private let exchange: PolicyExchange<GatewayOpened.Form>?

    init(_ exchange: PolicyExchange<GatewayOpened.Form>?) { self.exchange = exchange }

    /// Bytes of text, thoughts and arguments.
    var writtenBytes: Int {
        response.toolCalls.reduce(response.text.utf8.count + response.reasoning.utf8.count) {
            $0 + $1.arguments.utf8.count
        }
    }

    mutating func take(_ event: ModelEvent) {
        response.apply(event)
        guard case .usage(let total) = event else { return }
        usage = total
        exchange?.note(total)
    }
}

/// A streamed answer that is not being written yet. Where its client goes before it is, nobody else ends its run.
final class UnwrittenAnswer: Sendable {
    private let end: @Sendable () -> Void
    private let hasBegun = Atomic(false)

    /// - Parameter end: ends the run of a client that has gone.
    init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    /// From now on the writer ends the run.
    func begin() { hasBegun.store(true, ordering: .relaxed) }

    deinit {
        if !hasBegun.load(ordering: .relaxed) { end() }
    }
}

extension GatewayOpened.Form {
    /// Keeps what was reported before the answer, for the case that its client goes before it is read on.
    func note(in exchange: PolicyExchange<Self>) {
        switch self {
        case .passage(let passage): if let usage = passage.outcome.usage { exchange.note(usage) }
        case .events(let head, _):
            for case .usage(let usage) in head { exchange.note(usage) }
        }
    }
}

extension GatewayOpened {
    /// Keeps how much the model has written, for an estimate where its provider does not say how many tokens that is.
    ///
    /// - Parameter read: of an answer that is translated.
    func noteWritten(_ read: ReadAnswer?) {
        if case .passage(let passage) = form {
            exchange?.note(writtenBytes: passage.outcome.writtenBytes)
        } else if let read {
            exchange?.note(writtenBytes: read.writtenBytes)
        }
    }

    /// The client has gone. Where the provider had written all of its answer by then, all of it is billed.
    func cancel(usage: ModelUsage?) {
        noteWritten(nil)
        if case .passage(let passage) = form, passage.outcome.isWhole {
            exchange?.finish(usage: passage.outcome.usage)
        } else {
            exchange?.cancel(usage: usage)
        }
        abandon?()
    }
}
