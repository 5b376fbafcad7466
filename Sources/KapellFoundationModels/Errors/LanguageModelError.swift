public import KapellCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Why a model did not answer, whichever model it is.
///
/// What Apple has no name for comes as a `KapellError`. All of them say whether it may help to ask again, see
/// ``ModelFailure``.
public enum LanguageModelError: LocalizedError {
    case contextSizeExceeded(ContextSizeExceeded)
    case rateLimited(RateLimited)
    case guardrailViolation(GuardrailViolation)
    case refusal(Refusal)
    case unsupportedCapability(UnsupportedCapability)
    case unsupportedTranscriptContent(UnsupportedTranscriptContent)
    case unsupportedGenerationGuide(UnsupportedGenerationGuide)
    case unsupportedLanguageOrLocale(UnsupportedLanguageOrLocale)
    case timeout(Timeout)

    public var errorDescription: String? { debugDescription }
}

extension LanguageModelError: CustomDebugStringConvertible, CustomStringConvertible {
    /// What happened, for a developer.
    public var debugDescription: String {
        switch self {
        case .contextSizeExceeded(let error): error.debugDescription
        case .rateLimited(let error): error.debugDescription
        case .guardrailViolation(let error): error.debugDescription
        case .refusal(let error): error.debugDescription
        case .unsupportedCapability(let error): error.debugDescription
        case .unsupportedTranscriptContent(let error): error.debugDescription
        case .unsupportedGenerationGuide(let error): error.debugDescription
        case .unsupportedLanguageOrLocale(let error): error.debugDescription
        case .timeout(let error): error.debugDescription
        }
    }

    public var description: String { debugDescription }
}

extension LanguageModelError: ModelFailure {
    public var code: KapellError.Code {
        switch self {
        case .contextSizeExceeded: .contextWindow
        case .rateLimited: .limitExceeded
        case .guardrailViolation, .refusal: .contentPolicy
        case .unsupportedCapability, .unsupportedTranscriptContent, .unsupportedGenerationGuide,
            .unsupportedLanguageOrLocale:
            .unsupported
        case .timeout: .timeout
        }
    }

    /// As the backend said; otherwise as errors of this kind usually are.
    public var isRetryable: Bool {
        (metadata[BackendFailure.errorKey] as? KapellError)?.isRetryable ?? code.isRetryableByDefault
    }

    public var retryTime: Double? {
        if case .rateLimited(let limit) = self, let date = limit.resetDate { return date.timeIntervalSince1970 }
        return metadata[BackendFailure.timeKey] as? Double
    }

    /// More about it, by name. What came from a backend has its `KapellError` under `kapell.error`. Ours.
    public var metadata: [String: any Sendable] {
        switch self {
        case .contextSizeExceeded(let error): error.metadata
        case .rateLimited(let error): error.metadata
        case .guardrailViolation(let error): error.metadata
        case .refusal(let error): error.metadata
        case .unsupportedCapability(let error): error.metadata
        case .unsupportedTranscriptContent(let error): error.metadata
        case .unsupportedGenerationGuide(let error): error.metadata
        case .unsupportedLanguageOrLocale(let error): error.metadata
        case .timeout(let error): error.metadata
        }
    }
}

extension LanguageModelError {
    /// The model would not do what was asked.
    public struct Refusal: Sendable {
        private let reason: String
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        /// - Parameter explanation: what the model said instead.
        public init(explanation: String, debugDescription: String, metadata: [String: any Sendable] = [:]) {
            reason = explanation
            self.debugDescription = debugDescription
            self.metadata = metadata
        }

        /// What the model said instead.
        public nonisolated(nonsending) var explanation: LanguageModelSession.Response<String> {
            get async throws {
                LanguageModelSession.Response(
                    content: reason, rawContent: GeneratedContent(reason), transcriptEntries: [], usage: .init())
            }
        }

        /// What the model said instead, as a stream.
        public var explanationStream: LanguageModelSession.ResponseStream<String> {
            LanguageModelSession.ResponseStream(text: reason)
        }
    }
}
