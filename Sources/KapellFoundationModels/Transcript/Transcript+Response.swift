#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Transcript {
    /// What a model answered.
    public struct Response: Sendable, Identifiable, Equatable, CustomStringConvertible {
        public var id: String
        public var segments: [Segment]
        /// What the model's provider said of the answer, such as why it ended.
        public var metadata: [String: GeneratedContent]
        /// Names of the files of the model; empty for models that have none.
        public var assetIDs: [String]

        public init(id: String = UUID().uuidString, assetIDs: [String], segments: [Segment]) {
            self.init(id: id, content: segments, values: [:], assetIDs: assetIDs)
        }

        public init(
            id: String = UUID().uuidString, metadata: [String: any ConvertibleToGeneratedContent] = [:],
            segments: [Segment]
        ) {
            self.init(id: id, content: segments, values: metadata.mapValues(\.generatedContent), assetIDs: [])
        }

        init(id: String, content: [Segment], values: [String: GeneratedContent], assetIDs: [String]) {
            self.id = id
            segments = content
            metadata = values
            self.assetIDs = assetIDs
        }

        public var description: String { segments.text }
    }

    /// What a model thought.
    public struct Reasoning: Sendable, Identifiable, Equatable, CustomStringConvertible {
        public var id: String
        /// The thoughts; a summary, or nothing, where the provider keeps them to itself.
        public var segments: [Segment]
        /// The provider's proof, which goes back to it unchanged.
        public var signature: Data?
        public var metadata: [String: GeneratedContent]

        public init(
            id: String = UUID().uuidString, metadata: [String: any ConvertibleToGeneratedContent] = [:],
            segments: [Segment], signature: Data? = nil
        ) {
            self.init(
                id: id, content: segments, values: metadata.mapValues(\.generatedContent), signature: signature)
        }

        init(id: String, content: [Segment], values: [String: GeneratedContent], signature: Data?) {
            self.id = id
            segments = content
            metadata = values
            self.signature = signature
        }

        public var description: String { segments.text }
    }
}
