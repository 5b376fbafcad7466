/// What a language model can do.
///
/// ```swift
/// if model.capabilities.contains(.toolCalling) { … }
/// ```
public struct LanguageModelCapabilities: Sendable {
    /// One of the things that a model may or may not be able to do.
    public struct Capability: Sendable, Hashable {
        let name: String

        /// It keeps its answer to a schema by itself.
        public static var guidedGeneration: Capability { Capability(name: "guidedGeneration") }
        /// It thinks apart from its answer.
        public static var reasoning: Capability { Capability(name: "reasoning") }
        /// It calls tools.
        public static var toolCalling: Capability { Capability(name: "toolCalling") }
        /// It reads images.
        public static var vision: Capability { Capability(name: "vision") }
    }

    private let capabilities: Set<Capability>

    public init(_ capabilities: [Capability]) { self.capabilities = Set(capabilities) }

    public func contains(_ capability: Capability) -> Bool { capabilities.contains(capability) }
}
