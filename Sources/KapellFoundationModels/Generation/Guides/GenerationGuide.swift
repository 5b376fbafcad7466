/// A rule for the values that a model may generate.
///
/// Guides go into the schema, and every value is checked against them after it was generated: a provider that does not
/// keep them, or a model without constrained output, changes nothing about what you receive. Several guides of one
/// property hold together. Guides that contradict each other make a schema that is refused.
///
/// ```swift
/// @Generable
/// struct Character {
///     @Guide(description: "A name for a knight", .pattern(/Sir [A-Z][a-z]+/))
///     let name: String
///     @Guide(.range(1...100))
///     let level: Int
///     @Guide(.count(1...3), .element(.anyOf(["sword", "shield", "horse"])))
///     let equipment: [String]
/// }
/// ```
public struct GenerationGuide<Value>: Sendable {
    let rules: [GuideRule]

    init(_ rules: GuideRule...) { self.rules = rules }
}
