extension LanguageModelExecutorGenerationChannel {
    /// Something of an answer.
    public struct Response: Sendable {
        public var entryID: String?
        public var action: Action

        /// What happens to the answer.
        public struct Action: Sendable {
            enum Kind: Sendable {
                case appendText(String, segmentID: String?, tokenCount: Int)
                case replaceText(String, segmentID: String?, tokenCount: Int)
                case addSegment(Transcript.Segment)
                case removeSegment(id: String)
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

            /// Adds an image or a file, or puts it in the place of the one with the same id.
            public static func addAttachmentSegment(_ segment: Transcript.AttachmentSegment) -> Action {
                Action(kind: .addSegment(.attachment(segment)))
            }

            public static func removeAttachmentSegment(id: String) -> Action {
                Action(kind: .removeSegment(id: id))
            }

            /// Adds a custom segment, or puts it in the place of the one with the same id.
            public static func updateCustomSegment(_ segment: any Transcript.CustomSegment) -> Action {
                Action(kind: .addSegment(.custom(segment)))
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
