/// Says more about a property of a `@Generable` type, for the model and for the check of what it generates.
///
/// Several `@Guide`s of one property hold together; one of them may have the description.
///
/// - Parameters:
///   - description: what is to be generated.
///   - guides: rules for the value, see ``GenerationGuide``.
@attached(peer)
public macro Guide<T>(description: String? = nil, _ guides: GenerationGuide<T>...) =
    #externalMacro(module: "KapellMacros", type: "GuideMacro") where T: Generable

/// Asks for a string that matches a regular expression as a whole.
///
/// Of a literal on one line the schema gets the source as it is written; it needs to be in the syntax of ECMA-262, too.
///
/// - Parameters:
///   - description: what is to be generated.
///   - guides: the expression.
@attached(peer)
public macro Guide<RegexOutput>(description: String? = nil, _ guides: Regex<RegexOutput>) =
    #externalMacro(module: "KapellMacros", type: "GuideMacro")

/// Says what is to be generated for a property of a `@Generable` type.
///
/// - Parameter description: what is to be generated.
@attached(peer)
public macro Guide(description: String) = #externalMacro(module: "KapellMacros", type: "GuideMacro")
