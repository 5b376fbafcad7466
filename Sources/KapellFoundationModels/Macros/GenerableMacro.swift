/// Makes a structure or an enumeration a type that a model can generate.
///
/// ```swift
/// @Generable(description: "A novel that is not written yet")
/// struct NovelIdea {
///     @Guide(description: "A short title") let title: String
///     @Guide(.range(100...900)) let pages: Int
///     let genre: Genre?
/// }
///
/// @Generable
/// enum Genre { case fiction, essay, other(name: String) }
/// ```
///
/// It writes ``Generable/generationSchema``, the conversions to and from ``GeneratedContent``, and
/// `PartiallyGenerated`, in which every property is optional. What you write yourself of these is left alone.
/// Properties have a written type; `Documentation/TypedOutput.md` lists the types and shows the same by hand.
///
/// - Parameter description: what it is, for the model.
@attached(extension, conformances: Generable, names: named(init(_:)), named(generatedContent))
@attached(member, names: arbitrary)
public macro Generable(description: String? = nil) = #externalMacro(module: "KapellMacros", type: "GenerableMacro")

/// Makes a structure or an enumeration a type that a model can generate.
///
/// - Parameters:
///   - description: what it is, for the model.
///   - representNilExplicitlyInGeneratedContent: whether nil is written as null; otherwise the property is left out.
///     Needs to be a literal.
@attached(extension, conformances: Generable, names: named(init(_:)), named(generatedContent))
@attached(member, names: arbitrary)
public macro Generable(description: String? = nil, representNilExplicitlyInGeneratedContent: Bool) =
    #externalMacro(module: "KapellMacros", type: "GenerableMacro")

/// Makes a structure or an enumeration a type that a model can generate, under a name of its own.
///
/// - Parameters:
///   - name: the name of the schema, in place of the type's.
///   - description: what it is, for the model.
///   - representNilExplicitlyInGeneratedContent: whether nil is written as null; otherwise the property is left out.
///     Needs to be a literal.
@attached(extension, conformances: Generable, names: named(init(_:)), named(generatedContent))
@attached(member, names: arbitrary)
public macro Generable(
    name: String, description: String? = nil, representNilExplicitlyInGeneratedContent: Bool = false
) = #externalMacro(module: "KapellMacros", type: "GenerableMacro")
