#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension LanguageModelError {
    /// The history does not fit into the model's window.
    public struct ContextSizeExceeded: Sendable {
        /// Tokens that the window holds; 0 where a backend did not say.
        public var contextSize: Int
        /// Tokens that the history takes; 0 where a backend did not say.
        public var tokenCount: Int
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        public init(
            contextSize: Int, tokenCount: Int, debugDescription: String,
            metadata: [String: any Sendable] = [:]
        ) {
            self.contextSize = contextSize
            self.tokenCount = tokenCount
            self.debugDescription = debugDescription
            self.metadata = metadata
        }
    }

    /// Too many requests in too short a time.
    public struct RateLimited: Sendable {
        /// When requests are taken again, where it is known.
        public var resetDate: Date?
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        public init(resetDate: Date?, debugDescription: String, metadata: [String: any Sendable] = [:]) {
            self.resetDate = resetDate
            self.debugDescription = debugDescription
            self.metadata = metadata
        }
    }

    /// A guard of the model stopped the prompt or the answer.
    public struct GuardrailViolation: Sendable {
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        public init(debugDescription: String, metadata: [String: any Sendable] = [:]) {
            self.debugDescription = debugDescription
            self.metadata = metadata
        }
    }

    /// The request needs what the model cannot do.
    public struct UnsupportedCapability: Sendable {
        /// What it cannot do.
        public var capability: LanguageModelCapabilities.Capability
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        public init(
            capability: LanguageModelCapabilities.Capability, debugDescription: String,
            metadata: [String: any Sendable] = [:]
        ) {
            self.capability = capability
            self.debugDescription = debugDescription
            self.metadata = metadata
        }
    }

    /// The history holds what the model cannot read.
    public struct UnsupportedTranscriptContent: Sendable {
        /// The entries that it cannot read.
        public var unsupportedContent: [Transcript.Entry]
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        public init(
            unsupportedContent: [Transcript.Entry], debugDescription: String,
            metadata: [String: any Sendable] = [:]
        ) {
            self.unsupportedContent = unsupportedContent
            self.debugDescription = debugDescription
            self.metadata = metadata
        }
    }

    /// The schema asks for what the model cannot keep to.
    public struct UnsupportedGenerationGuide: Sendable {
        /// The schema, where it has a name.
        public var schemaName: String?
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        public init(schemaName: String?, debugDescription: String, metadata: [String: any Sendable] = [:]) {
            self.schemaName = schemaName
            self.debugDescription = debugDescription
            self.metadata = metadata
        }
    }

    /// The model does not speak the language.
    public struct UnsupportedLanguageOrLocale: Sendable {
        /// The language.
        public var languageCode: Locale.LanguageCode
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        public init(
            languageCode: Locale.LanguageCode, debugDescription: String,
            metadata: [String: any Sendable] = [:]
        ) {
            self.languageCode = languageCode
            self.debugDescription = debugDescription
            self.metadata = metadata
        }
    }

    /// The time was up before the answer was there.
    public struct Timeout: Sendable {
        /// What happened, for a developer.
        public var debugDescription: String
        /// More about it, by name.
        public var metadata: [String: any Sendable]

        public init(debugDescription: String, metadata: [String: any Sendable] = [:]) {
            self.debugDescription = debugDescription
            self.metadata = metadata
        }
    }
}
