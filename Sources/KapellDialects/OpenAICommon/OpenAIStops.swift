package import KapellCore
package import KapellJSON

/// The texts at which an answer ends, as OpenAI's chats and completions name them.
package enum OpenAIStops {
    /// - Parameter value: of `stop`: a text or a list of texts; empty ones are left out.
    /// - Throws: `.invalidRequest` for anything else.
    package static func read(_ value: JSONValue?) throws(KapellError) -> [String] {
        switch value {
        case nil, .null: return []
        case .string(let text): return text.isEmpty ? [] : [text]
        case .array(let values) where values.allSatisfy({ $0.stringValue != nil }):
            return values.compactMap(\.stringValue).filter { !$0.isEmpty }
        default: throw KapellError(.invalidRequest, "`stop` must be a text or a list of texts.")
        }
    }
}
