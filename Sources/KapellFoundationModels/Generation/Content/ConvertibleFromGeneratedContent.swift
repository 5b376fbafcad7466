/// A type whose values can be made from what a model generated.
///
/// The macro `@Generable` writes the conformance. By hand:
///
/// ```swift
/// struct Person: ConvertibleFromGeneratedContent {
///     let name: String
///     let age: Int?
///
///     init(_ content: GeneratedContent) throws {
///         name = try content.value(forProperty: "firstName")
///         age = try content.value(forProperty: "ageInYears")
///     }
/// }
/// ```
///
/// A type that conforms to ``ConvertibleToGeneratedContent``, too, must read what it writes.
public protocol ConvertibleFromGeneratedContent: SendableMetatype {
    /// Makes a value from generated content.
    ///
    /// - Throws: ``GeneratedContent/ParsingError`` where the content is not of the right form, with the place.
    init(_ content: GeneratedContent) throws
}
