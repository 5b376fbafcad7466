#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Transcript {
    /// What the developer told the model, and the tools that it was shown.
    public struct Instructions: Sendable, Identifiable, Equatable, CustomStringConvertible {
        public var id: String
        public var segments: [Segment]
        public var toolDefinitions: [ToolDefinition]

        public init(id: String = UUID().uuidString, segments: [Segment], toolDefinitions: [ToolDefinition]) {
            self.id = id
            self.segments = segments
            self.toolDefinitions = toolDefinitions
        }

        public var description: String { segments.text }
    }

    /// What was asked, and how it was to be answered.
    public struct Prompt: Sendable, Identifiable, Equatable, CustomStringConvertible {
        public var id: String
        public var segments: [Segment]
        public var options: GenerationOptions
        public var contextOptions: ContextOptions
        /// What the request carried beside the prompt.
        public var metadata: [String: GeneratedContent]
        /// The form that the answer was to have; `nil` for text.
        public var responseFormat: ResponseFormat?

        public init(
            id: String = UUID().uuidString, segments: [Segment], options: GenerationOptions = GenerationOptions(),
            responseFormat: ResponseFormat? = nil
        ) {
            self.init(
                id: id, content: segments, options: options, responseFormat: responseFormat,
                contextOptions: ContextOptions(), values: [:])
        }

        public init(
            id: String = UUID().uuidString, metadata: [String: any ConvertibleToGeneratedContent] = [:],
            segments: [Segment], options: GenerationOptions = GenerationOptions(),
            responseFormat: ResponseFormat? = nil, contextOptions: ContextOptions = ContextOptions()
        ) {
            self.init(
                id: id, content: segments, options: options, responseFormat: responseFormat,
                contextOptions: contextOptions, values: metadata.mapValues(\.generatedContent))
        }

        init(
            id: String, content: [Segment], options: GenerationOptions, responseFormat: ResponseFormat?,
            contextOptions: ContextOptions, values: [String: GeneratedContent]
        ) {
            self.id = id
            segments = content
            self.options = options
            self.responseFormat = responseFormat
            self.contextOptions = contextOptions
            metadata = values
        }

        public var description: String { segments.text }
    }

    /// The form of an answer.
    public struct ResponseFormat: Sendable, Equatable, CustomStringConvertible {
        public enum Kind: Sendable {
            case schema(GenerationSchema)
        }

        public let kind: Kind

        public init<Content: Generable>(type: Content.Type) { self.init(schema: type.generationSchema) }

        public init(schema: GenerationSchema) { kind = .schema(schema) }

        /// The name of the schema.
        public var name: String { schema.name }

        var schema: GenerationSchema {
            switch kind {
            case .schema(let schema): schema
            }
        }

        public static func == (left: ResponseFormat, right: ResponseFormat) -> Bool {
            left.schema.json == right.schema.json
        }

        public var description: String { name }
    }
}
