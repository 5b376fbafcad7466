import KapellCore
import KapellJSON

/// Items of reasoning, and how their proofs travel.
///
/// OpenAI wants an item back with its id and its `encrypted_content`, or with its id alone where it has stored the
/// response. The hub has one text for both: the id, `#`, and the encrypted content. A signature without this form comes from another provider, and is not sent to OpenAI.
enum ResponsesReasoning {
    private static let prefix = "rs_"
    /// How OpenAI's own encrypted content begins.
    private static let encryptedPrefix = "gAAAA"

    static func signature(id: String, encrypted: String) -> String {
        guard parts(of: encrypted) == nil, id.hasPrefix(prefix), !id.contains("#") else { return encrypted }
        return "\(id)#\(encrypted)"
    }

    /// Whether an id is one of OpenAI's items of reasoning.
    static func isOwn(_ id: String) -> Bool { id.hasPrefix(prefix) && !id.contains("#") }

    /// The id and the encrypted content of a signature that OpenAI made.
    static func parts(of signature: String) -> (id: String, encrypted: String)? {
        guard signature.hasPrefix(prefix), let mark = signature.firstIndex(of: "#") else { return nil }
        return (String(signature[..<mark]), String(signature[signature.index(after: mark)...]))
    }

    /// A block out of an item that a client gave back.
    ///
    /// What another provider signed went to the client as it was, and comes back so. What OpenAI itself encrypted gets
    /// its id again.
    static func block(ofClient item: JSONObject) -> ModelReasoning {
        var block = ModelReasoning(text: text(of: item))
        if let encrypted = item["encrypted_content"]?.stringValue, !encrypted.isEmpty {
            let id = item["id"]?.stringValue ?? ""
            block.signature =
                encrypted.hasPrefix(encryptedPrefix) ? signature(id: id, encrypted: encrypted) : encrypted
        }
        return block
    }

    /// The item for a provider; `nil` for a block that OpenAI did not make.
    static func item(of block: ModelReasoning) -> JSONValue? {
        guard let (id, encrypted) = block.signature.flatMap(parts) else { return nil }
        var item: JSONObject = ["type": "reasoning", "id": .string(id), "summary": summary(block.text)]
        // What OpenAI has stored itself is found by its id.
        if !encrypted.isEmpty { item["encrypted_content"] = .string(encrypted) }
        return .object(item)
    }

    static func summary(_ text: String) -> JSONValue {
        text.isEmpty ? [] : [["type": "summary_text", "text": .string(text)]]
    }

    /// The summary of an item, or what the model thought word for word; its parts apart by a blank line.
    static func text(of item: JSONObject) -> String {
        for key in ["summary", "content"] {
            let texts = (item[key]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }
            if !texts.isEmpty { return texts.joined(separator: "\n\n") }
        }
        return ""
    }
}
