extension Array: ConvertibleFromGeneratedContent where Element: ConvertibleFromGeneratedContent {
    /// The elements of an array. One at the end that is still too short to be a value is left out.
    ///
    /// - Throws: ``GeneratedContent/ParsingError`` where the content is not an array, or what an element throws.
    public init(_ content: GeneratedContent) throws {
        guard let elements = content.elements else {
            guard content.isComplete else {
                self = []
                return
            }
            throw content.mismatch("an array")
        }
        self = []
        reserveCapacity(elements.count)
        for (place, element) in elements.enumerated() {
            do {
                append(try Element(element))
            } catch let error as GeneratedContent.ParsingError {
                guard element.isComplete else { continue }
                throw error.below("\(place)")
            } catch {
                guard element.isComplete else { continue }
                throw error
            }
        }
    }
}

extension Array: ConvertibleToGeneratedContent where Element: ConvertibleToGeneratedContent {
    /// The elements as content.
    public var generatedContent: GeneratedContent {
        GeneratedContent(elements: map(\.generatedContent), id: nil)
    }
}

extension Array: Generable where Element: Generable {
    /// The elements so far, the last of which may still grow.
    public typealias PartiallyGenerated = [Element.PartiallyGenerated]

    /// An array of what the elements are.
    public static var generationSchema: GenerationSchema {
        GenerationSchema(name: "Array<\(Element.self)>", node: .array(.type(Element.self), minimum: nil, maximum: nil))
    }
}
