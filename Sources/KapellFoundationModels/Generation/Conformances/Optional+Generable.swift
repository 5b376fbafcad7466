import KapellJSON

extension Optional where Wrapped: Generable {
    /// A value that may be missing shows like one that may not.
    public typealias PartiallyGenerated = Wrapped.PartiallyGenerated
}

extension Optional: ConvertibleToGeneratedContent, PromptRepresentable, InstructionsRepresentable
where Wrapped: ConvertibleToGeneratedContent {
    /// The value as content; nil is null.
    public var generatedContent: GeneratedContent {
        self?.generatedContent ?? GeneratedContent(storage: .json(.null), id: nil)
    }
}
