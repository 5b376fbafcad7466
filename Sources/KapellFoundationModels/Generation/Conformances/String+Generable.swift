import KapellJSON

extension String: Generable {
    /// A string.
    public static var generationSchema: GenerationSchema { GenerationSchema(name: "String", node: .scalar(.string)) }

    /// The string that the content is, as far as it goes.
    public init(_ content: GeneratedContent) throws {
        guard case .json(.string(let value)) = content.storage else { throw content.mismatch("a string") }
        self = value
    }

    /// The string as content.
    public var generatedContent: GeneratedContent { GeneratedContent(storage: .json(.string(self)), id: nil) }
}
