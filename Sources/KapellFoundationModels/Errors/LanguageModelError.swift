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
        case .contextSizeExceeded: .tooLarge
        case .rateLimited: .limitExceeded
        case .guardrailViolation, .refusal: .permission
        case .unsupportedCapability, .unsupportedTranscriptContent, .unsupportedGenerationGuide,
            .unsupportedLanguageOrLocale:
            .unsupported
        case .timeout: .timeout
        }
    }

    public var retryTime: Double? {
        guard case .rateLimited(let limit) = self else { return nil }
        return limit.resetDate?.timeIntervalSince1970
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
