extension GeneratedContent: Generable {
    /// Anything.
    public static var generationSchema: GenerationSchema {
        GenerationSchema(name: "GeneratedContent", node: .scalar(.any))
    }

    /// The same content.
    public init(_ content: GeneratedContent) throws { self = content }

    /// The content itself.
    public var generatedContent: GeneratedContent { self }
}
