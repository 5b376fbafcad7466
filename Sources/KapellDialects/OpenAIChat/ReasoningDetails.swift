import KapellCore
import KapellJSON

/// `reasoning_details`, in which OpenRouter gives what models thought with the proofs of whoever made them, and wants it
/// back as it came.
///
/// The hub carries the list as the signature of a block of reasoning, behind a mark. Source: OpenRouter's page on
/// reasoning tokens.
struct ReasoningDetails {
    private static let mark = "reasoning_details#"
    /// Fields whose pieces follow each other in a stream.
    private static let pieces = ["text", "summary", "data"]

    private struct Entry {
        var fields: JSONObject
        var written: [String: String]
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Takes the list of a message, or of a piece of one. Returns what of it was thought in words.
    mutating func take(_ list: [JSONValue]) -> String {
        var said = ""
        for value in list {
            guard let fields = value.objectValue else { continue }
            said += fields["text"]?.stringValue ?? fields["summary"]?.stringValue ?? ""
            add(fields)
        }
        return said
    }

    private mutating func add(_ fields: JSONObject) {
        let place = entries.lastIndex { entry in
            guard entry.fields["type"] == fields["type"] else { return false }
            if let index = fields["index"], !index.isNull { return entry.fields["index"] == index }
            return entry.fields["id"] == fields["id"] && fields["type"]?.stringValue != "reasoning.encrypted"
        }
        // Without an index only the last entry goes on.
        guard let place, fields["index"] != nil || place == entries.count - 1 else {
            guard entries.count < DialectLimits.toolCalls else { return }
            return entries.append(Entry(fields: fields, written: [:]))
        }
        for (key, value) in fields where !value.isNull {
            if Self.pieces.contains(key), let piece = value.stringValue {
                let before = entries[place].fields[key]?.stringValue ?? ""
                entries[place].written[key, default: before] += piece
            } else {
                entries[place].fields[key] = value
            }
        }
    }

    /// The list as a signature; it is empty afterwards.
    mutating func takeSignature() -> String {
        let list = entries.map { entry -> JSONValue in
            var fields = entry.fields
            for (key, text) in entry.written { fields[key] = .string(text) }
            return .object(fields)
        }
        entries = []
        return Self.signature(of: list)
    }

    static func signature(of list: [JSONValue]) -> String { mark + JSONValue.array(list).serialized() }

    static func isOne(_ signature: String) -> Bool { signature.utf8.starts(with: mark.utf8) }

    /// The list in a signature; `nil` where it is another's.
    static func list(in signature: String) -> [JSONValue]? {
        guard isOne(signature) else { return nil }
        return (try? JSONValue(parsing: String(signature.dropFirst(mark.count))))?.arrayValue
    }

    /// The lists of all blocks, one after the other.
    static func list(in reasoning: [ModelReasoning]) -> [JSONValue] {
        reasoning.flatMap { $0.signature.flatMap { list(in: $0) } ?? [] }
    }

    /// The block of an assistant's message that a client gave back.
    static func block(of list: [JSONValue], thought: String) -> ModelReasoning {
        let texts = list.compactMap { $0["text"]?.stringValue ?? $0["summary"]?.stringValue }
        return ModelReasoning(text: thought.isEmpty ? texts.joined() : thought, signature: signature(of: list))
    }
}

/// Proofs that say by their form who made them: no other provider reads them.
enum ForeignProof {
    static func isOne(_ signature: String) -> Bool {
        ReasoningDetails.isOne(signature) || ResponsesReasoning.parts(of: signature) != nil
            || GeminiSignature.untagged(signature) != nil
    }
}
