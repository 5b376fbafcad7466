extension GenerationGuide where Value == String {
    /// The string is exactly this one.
    public static func constant(_ value: String) -> GenerationGuide<String> { GenerationGuide(.choices([value])) }

    /// The string is one of these.
    public static func anyOf(_ values: [String]) -> GenerationGuide<String> { GenerationGuide(.choices(values)) }

    /// The whole string matches an expression.
    ///
    /// In the schema the expression stands in the syntax of ECMA-262, in which JSON Schema has its patterns. What that
    /// syntax lacks (options such as `(?i)`, back references, possessive quantifiers) makes a schema that is refused
    /// with the reason; nothing is dropped.
    public static func pattern<Output>(_ regex: Regex<Output>) -> GenerationGuide<String> {
        guard let source = regex._literalPattern else {
            return GenerationGuide(.impossible("the regular expression has parts that cannot be written as a pattern."))
        }
        return GenerationGuide(.pattern(GuidePattern.whole(source)))
    }

    /// The whole string matches an expression, given as text in the syntax of ECMA-262.
    ///
    /// Ours: Apple's framework takes `Regex` only. The macro `@Guide` uses it for regex literals.
    public static func pattern(source: String) -> GenerationGuide<String> {
        GenerationGuide(.pattern(GuidePattern.whole(source)))
    }
}
