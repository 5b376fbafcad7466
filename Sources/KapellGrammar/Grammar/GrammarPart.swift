public import KapellJSON

/// A part of a text, for grammars that are put together, as for the choice between tools.
public enum GrammarPart: Sendable, Hashable {
    /// This text.
    case literal(String)
    /// A JSON text that satisfies a schema.
    case schema(JSONValue)
    /// A text that matches a regular expression as a whole.
    case regex(String)
    /// Any text, up to and with the first place where `until` stands; without it, any text to the end.
    case any(until: String?)
    /// Any text in which a string does not stand.
    case anyWithout(String)
}
