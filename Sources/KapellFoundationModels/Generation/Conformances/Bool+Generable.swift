import KapellJSON

extension Bool: Generable {
    /// `true` or `false`.
    public static var generationSchema: GenerationSchema { GenerationSchema(name: "Bool", node: .scalar(.boolean)) }

    /// The boolean that the content is.
    public init(_ content: GeneratedContent) throws {
        guard case .json(.bool(let value)) = content.storage else { throw content.mismatch("a boolean") }
        self = value
    }

    /// The boolean as content.
    public var generatedContent: GeneratedContent { GeneratedContent(storage: .json(.bool(self)), id: nil) }
}
