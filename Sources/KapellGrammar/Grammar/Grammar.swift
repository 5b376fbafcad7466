import KapellCore
public import KapellJSON

/// A compiled grammar over the bytes of a text in UTF-8, shared by all texts that follow it.
///
/// ```swift
/// let grammar = try Grammar(jsonSchema: ["type": "object", "properties": ["age": ["type": "integer", "minimum": 0]]])
/// ```
///
/// What cannot be enforced is refused when the grammar is made, never ignored: the error names the place in the schema,
/// the keyword, and a remedy. A grammar that no text satisfies is an error, too.
public struct Grammar: Sendable {
    let source: GrammarSource

    init(_ program: GrammarProgram) { source = GrammarSource(program) }
}
