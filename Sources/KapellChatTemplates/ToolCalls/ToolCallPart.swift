public import KapellJSON

/// A piece of the text that a forced call must have.
public indirect enum ToolCallPart: Sendable, Hashable {
    /// This very text.
    case literal(String)
    /// A JSON text that this JSON Schema allows.
    case schema(JSONObject)
    /// Any text in which `until` does not occur; it follows as the next literal.
    case text(until: String)
    /// These pieces, or nothing.
    case optional([ToolCallPart])
}
