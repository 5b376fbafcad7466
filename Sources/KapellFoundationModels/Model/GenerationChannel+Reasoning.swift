#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension LanguageModelExecutorGenerationChannel {
    /// Something of what the model thinks.
    public struct Reasoning: Sendable {
        public var entryID: String?
        public var action: Action

        /// What happens to the thoughts.
        public struct Action: Sendable {
            enum Kind: Sendable {
                case appendText(String, segmentID: String?, tokenCount: Int)
                case replaceText(String, segmentID: String?, tokenCount: Int)
                case signature(Data)
                case metadata([String: GeneratedContent])
                case usage(Usage)
            }

            let kind: Kind

            /// Adds text to a segment: to the one that is open where there is no id.
            public static func appendText(_ text: String, segmentID: String? = nil, tokenCount: Int) -> Action {
                Action(kind: .appendText(text, segmentID: segmentID, tokenCount: tokenCount))
            }

            /// Puts text in the place of a segment's.
            public static func replaceTextSegment(
                _ text: String, segmentID: String? = nil, tokenCount: Int
            ) -> Action {
                Action(kind: .replaceText(text, segmentID: segmentID, tokenCount: tokenCount))
            }

            /// Sets the provider's proof, which later requests give back unchanged.
            public static func updateSignature(_ signature: Data, tokenCount: Int) -> Action {
                Action(kind: .signature(signature))
            }

            /// Puts these values in the place of the entry's metadata.
            public static func updateMetadata(_ values: [String: any ConvertibleToGeneratedContent]) -> Action {
                Action(kind: .metadata(values.mapValues(\.generatedContent)))
            }

            /// Puts these counts in the place of those of the request so far.
            public static func updateUsage(
                input: Usage.Input, output: Usage.Output, metadata: [String: any ConvertibleToGeneratedContent] = [:]
            ) -> Action {
                Action(kind: .usage(Usage(input: input, output: output, metadata: metadata)))
            }
        }
    }
}
