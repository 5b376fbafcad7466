#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Transcript {
    /// A piece of text.
    public struct TextSegment: Sendable, Identifiable, Equatable, CustomStringConvertible {
        public var id: String
        public var content: String

        public init(id: String = UUID().uuidString, content: String) {
            self.id = id
            self.content = content
        }

        public var description: String { content }
    }

    /// A piece of structured content.
    public struct StructuredSegment: Sendable, Identifiable, Equatable, CustomStringConvertible {
        public var id: String
        /// The name of the schema that the content has, or a word for where it is from.
        public var schemaName: String
        public var content: GeneratedContent

        public init(id: String = UUID().uuidString, schemaName: String, content: GeneratedContent) {
            self.id = id
            self.schemaName = schemaName
            self.content = content
        }

        /// Of OS 26; use ``init(id:schemaName:content:)``.
        public init(id: String = UUID().uuidString, source: String, content: GeneratedContent) {
            self.init(id: id, schemaName: source, content: content)
        }

        /// Of OS 26; use ``schemaName``.
        public var source: String {
            get { schemaName }
            set { schemaName = newValue }
        }

        /// The content as JSON.
        public var description: String { content.jsonString }
    }
}
