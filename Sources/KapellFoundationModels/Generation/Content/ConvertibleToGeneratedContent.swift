/// A type whose values can be written as generated content, and so put into prompts and instructions.
///
/// ```swift
/// struct Person: ConvertibleToGeneratedContent {
///     let name: String
///     let age: Int
///
///     var generatedContent: GeneratedContent {
///         GeneratedContent(properties: ["firstName": name, "ageInYears": age])
///     }
/// }
/// ```
public protocol ConvertibleToGeneratedContent: InstructionsRepresentable, PromptRepresentable {
    /// The value as generated content.
    var generatedContent: GeneratedContent { get }
}

extension ConvertibleToGeneratedContent {
    /// The value in instructions: as JSON.
    public var instructionsRepresentation: Instructions { Instructions(generatedContent.jsonString) }

    /// The value in a prompt: as JSON.
    public var promptRepresentation: Prompt { Prompt(generatedContent.jsonString) }
}
