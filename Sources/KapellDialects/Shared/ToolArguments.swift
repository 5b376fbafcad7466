package import KapellJSON

/// The arguments of a tool call, between a text and an object.
package enum ToolArguments {
    /// The object that `text` holds; empty where there is no text, `nil` where it is not an object.
    package static func object(_ text: String) -> JSONObject? {
        text.utf8.allSatisfy { $0 <= 0x20 } ? [:] : strictObject(text)
    }

    /// The object that `text` holds, `nil` where it holds none.
    package static func strictObject(_ text: String) -> JSONObject? {
        guard text.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return nil }
        return (try? JSONValue(parsing: text))?.objectValue
    }

    /// The same for wires that must have an object: a text that is none, such as one that was cut, stands under the key
    /// `INVALID_JSON`, as Anthropic asks for it, and `isExact` is false.
    package static func anyObject(_ text: String) -> (object: JSONObject, isExact: Bool) {
        object(text).map { ($0, true) } ?? (["INVALID_JSON": .string(text)], false)
    }

    /// An object as text without white space, its keys in order; `{}` where it is missing. A text stays as it is.
    package static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: "{}"
        case .string(let text): text.isEmpty ? "{}" : text
        case .some(let value): value.serialized()
        }
    }
}
