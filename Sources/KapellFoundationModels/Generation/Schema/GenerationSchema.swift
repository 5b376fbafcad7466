import KapellJSON

/// What a model is to generate: the properties, their order, and the guides for their values.
///
/// A type with `@Generable` has its own. At run time one is made of ``DynamicGenerationSchema``s, or of a JSON Schema.
///
/// ```swift
/// let schema = GenerationSchema(
///     type: Person.self,
///     properties: [
///         .init(name: "name", type: String.self),
///         .init(name: "age", description: "in years", type: Int?.self, guides: [.range(0...150)]),
///     ])
/// try schema.jsonSchema.serialized(pretty: true)
/// ```
///
/// A schema that cannot be kept (guides that contradict each other, two properties of one name, a type that contains
/// itself without end) is refused with the reason when a session first uses it, and by ``jsonSchema``.
public struct GenerationSchema: Sendable {
    /// The name: that of the Swift type, or the one that was given.
    public let name: String

    let node: SchemaNode
    let compilation: SchemaCompilation

    init(name: String, node: SchemaNode) {
        self.name = name
        self.node = node
        compilation = SchemaCompilation(node, name: name)
    }
}

extension GenerationSchema: CustomDebugStringConvertible {
    /// The JSON Schema, one keyword a line; or why there is none.
    public var debugDescription: String {
        do {
            return try jsonSchema.serialized(pretty: true)
        } catch {
            return "GenerationSchema \(name): \(error)"
        }
    }
}
