public import KapellCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A call whose effect is still in the world although its request has failed, or may be. Ours.
///
/// Calls of an ``EffectfulTool`` are looked into, or undone, first. A call of a plain ``Tool`` is here once it has begun
/// and thrown, taken too long, or was cancelled: nobody can look into it.
public struct UnsettledCall: Sendable {
    /// What is known of it.
    public enum State: Sendable {
        /// Nobody knows whether it happened: `reconcile` did not find out, or failed itself; or the tool is a plain one,
        /// and this is how its call ended.
        case unknown(any Error)
        /// It happened, or may have, and `undo` failed, or took too long.
        case undoFailed(any Error)
        /// It happened, and cannot be taken back; the transcript does not show it.
        case remains
    }

    public let call: Transcript.ToolCall
    public let tool: any Tool
    /// Under which the tool knows the call.
    public let idempotencyKey: String
    public let state: State
}

extension UnsettledCall: CustomStringConvertible {
    public var description: String {
        let name = "The call of \(call.toolName) with the key \(idempotencyKey)"
        return switch state {
        case .unknown(let error): "\(name) may have happened: \(error)"
        case .undoFailed(let error): "\(name) could not be undone: \(error)"
        case .remains: "\(name) happened, and remains."
        }
    }
}

extension LanguageModelSession {
    /// A request failed, and has left calls of which nobody knows whether they happened, or which could not be undone.
    /// Ours.
    ///
    /// Where a tool ended the request, this is the ``ToolCallError/underlyingError``; it comes in place of every other
    /// error, also of `CancellationError`. The calls are in ``LanguageModelSession/unsettledCalls``, too.
    public struct UnsettledCallsError: LocalizedError, ModelFailure, CustomStringConvertible {
        /// What ended the request.
        public var cause: any Swift.Error
        /// The calls, in the order in which it was tried to settle them.
        public var calls: [UnsettledCall]

        public var description: String {
            "The request ended (\(cause)), and has left what a person must look at. "
                + calls.map(\.description).joined(separator: " ")
        }

        public var errorDescription: String? { description }
        public var code: KapellError.Code { .conflict }
        /// Another try might make the same call twice.
        public var isRetryable: Bool { false }
    }
}
