#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Transcript {
    /// A tool as a model sees it.
    public struct ToolDefinition: Sendable, Equatable {
        public var name: String
        public var description: String
        public var parameters: GenerationSchema

        public init(name: String, description: String, parameters: GenerationSchema) {
            self.name = name
            self.description = description
            self.parameters = parameters
        }

        public init(tool: some Tool) {
            self.init(name: tool.name, description: tool.description, parameters: tool.parameters)
        }

        public static func == (left: ToolDefinition, right: ToolDefinition) -> Bool {
            left.name == right.name && left.description == right.description
                && left.parameters.json == right.parameters.json
        }
    }

    /// One call of a tool.
    public struct ToolCall: Sendable, Identifiable, Equatable, CustomStringConvertible {
        /// What the call's ``ToolOutput`` refers to.
        public var id: String
        public var toolName: String
        public var arguments: GeneratedContent
        /// What the model's provider said of the call.
        public var metadata: [String: GeneratedContent]

        public init(id: String, toolName: String, arguments: GeneratedContent) {
            self.init(id: id, toolName: toolName, arguments: arguments, values: [:])
        }

        init(id: String, toolName: String, arguments: GeneratedContent, values: [String: GeneratedContent]) {
            self.id = id
            self.toolName = toolName
            self.arguments = arguments
            metadata = values
        }

        public var description: String { "\(toolName)(\(arguments.jsonString))" }
    }

    /// The calls that a model made in one step. Each is followed by its ``ToolOutput``, in the order of the calls.
    public struct ToolCalls: Sendable, Identifiable, Equatable, RandomAccessCollection, CustomStringConvertible {
        public var id: String
        var calls: [ToolCall]

        public init<S: Sequence>(id: String = UUID().uuidString, _ calls: S) where S.Element == ToolCall {
            self.id = id
            self.calls = Array(calls)
        }

        public var startIndex: Int { 0 }
        public var endIndex: Int { calls.count }

        public subscript(position: Int) -> ToolCall { calls[position] }

        public var description: String { calls.map(\.description).joined(separator: ", ") }
    }

    /// What a call gave.
    public struct ToolOutput: Sendable, Identifiable, Equatable, CustomStringConvertible {
        /// The id of the call.
        public var id: String
        public var toolName: String
        public var segments: [Segment]

        public init(id: String, toolName: String, segments: [Segment]) {
            self.id = id
            self.toolName = toolName
            self.segments = segments
        }

        public var description: String { segments.text }
    }
}
