/// Where a piece of text came from.
///
/// It travels with the text through prompts, transcripts and the journal, and decides what the text may do: only a
/// developer's text is an instruction; a document's text is material, whatever it says.
public enum Origin: Sendable, Hashable {
    /// Written by the developer: instructions, prompt files, configuration.
    case developer
    /// Written by the person who asks.
    case user
    /// Quoted from a document: its SHA-256 in hexadecimal, and the span in its text.
    case document(hash: String, span: ByteSpan)
    /// Returned by a tool.
    case tool(name: String)
    /// Produced by a model.
    case model(id: String)

    /// Whether text of this origin may be obeyed as an instruction by default.
    public var isTrusted: Bool {
        switch self {
        case .developer, .user: true
        case .document, .tool, .model: false
        }
    }
}
