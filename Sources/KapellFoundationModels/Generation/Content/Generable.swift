/// A type that a model can generate.
///
/// The macro `@Generable` writes the conformance of a structure or an enumeration; `Documentation/TypedOutput.md` shows
/// what it writes, for those who prefer to do it by hand. The model generates the properties in the order in which the
/// schema names them.
public protocol Generable: ConvertibleFromGeneratedContent, ConvertibleToGeneratedContent {
    /// What there is of a value while it is generated. Making one from content that is only incomplete never fails.
    associatedtype PartiallyGenerated: ConvertibleFromGeneratedContent = Self

    /// What the model is to generate.
    static var generationSchema: GenerationSchema { get }
}

extension Generable {
    /// By default a value shows only as a whole.
    public typealias PartiallyGenerated = Self

    /// The value as one that may still grow.
    ///
    /// `PartiallyGenerated` must be able to read what ``ConvertibleToGeneratedContent/generatedContent`` writes; the
    /// types that `@Generable` makes are. A type written by hand that cannot ends the process with a message.
    public func asPartiallyGenerated() -> Self.PartiallyGenerated {
        if let same = self as? Self.PartiallyGenerated { return same }
        do {
            return try Self.PartiallyGenerated(generatedContent)
        } catch {
            preconditionFailure("\(Self.PartiallyGenerated.self) cannot read what \(Self.self) writes: \(error)")
        }
    }

    /// The value in a prompt: as JSON.
    public var promptRepresentation: Prompt { Prompt(generatedContent.jsonString) }

    /// The value in instructions: as JSON.
    public var instructionsRepresentation: Instructions { Instructions(generatedContent.jsonString) }
}
