extension Never: Generable {
    /// Nothing: no value satisfies it.
    public static var generationSchema: GenerationSchema { GenerationSchema(name: "Never", node: .scalar(.nothing)) }

    /// - Throws: ``GeneratedContent/ParsingError``, always.
    public init(_ content: GeneratedContent) throws {
        throw GeneratedContent.ParsingError(content, "cannot be: Never has no values.")
    }

    /// Cannot be asked for, because there is no value.
    public var generatedContent: GeneratedContent { switch self {} }
}
