public import KapellCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension LanguageModelSession {
    /// A session was used in a way in which it cannot be.
    public enum Error: LocalizedError, Equatable, Hashable, ModelFailure {
        /// It was asked again before it had answered. See ``LanguageModelSession/isResponding``.
        case concurrentRequests
        /// Its transcript was changed from outside while it answered. The change does not take place.
        case transcriptMutationWhileResponding

        public var errorDescription: String? {
            switch self {
            case .concurrentRequests:
                "The session is still answering. Wait for the answer, or use a session for each request."
            case .transcriptMutationWhileResponding:
                "The transcript was changed while the session was answering. Change it before or after."
            }
        }

        public var code: KapellError.Code { .conflict }
        /// When the other request has ended, this one may go through.
        public var isRetryable: Bool { self == .concurrentRequests }
    }

    /// A tool failed. The session is as it was before the request, unless its
    /// ``LanguageModelSession/transcriptErrorHandlingPolicy`` says otherwise.
    public struct ToolCallError: LocalizedError, ModelFailure {
        public var tool: any Tool
        /// What the tool threw, or a `KapellError` for a tool that took too long.
        public var underlyingError: any Swift.Error

        public init(tool: any Tool, underlyingError: any Swift.Error) {
            self.tool = tool
            self.underlyingError = underlyingError
        }

        public var errorDescription: String? { "The tool \(tool.name) failed: \(underlyingError)" }

        public var code: KapellError.Code { (underlyingError as? any ModelFailure)?.code ?? .internalError }
        public var isRetryable: Bool { (underlyingError as? any ModelFailure)?.isRetryable ?? false }
        public var retryTime: Double? { (underlyingError as? any ModelFailure)?.retryTime }
    }
}
