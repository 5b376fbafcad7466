/// Why metadata is refused. `description` names the thing; `remedy` says what to do.
public enum MetadataError: Error, Sendable, Hashable {
    case tooManyFields(limit: Int)
    case emptyName
    case nameTooLong(prefix: String, bytes: Int, limit: Int)
    case tooLarge(bytes: Int, limit: Int)
    case notFinite(field: String)
    case nestedArray(field: String)
    case invalidDate(String, reason: String)
}

extension MetadataError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooManyFields(let limit):
            "The metadata has more than \(limit) fields."
        case .emptyName:
            "A metadata field has an empty name."
        case .nameTooLong(let prefix, let bytes, let limit):
            "The metadata field's name \"\(prefix)…\" has \(bytes) bytes; \(limit) are allowed."
        case .tooLarge(let bytes, let limit):
            "The metadata has \(bytes) bytes; \(limit) are allowed."
        case .notFinite(let field):
            "The metadata field \"\(field)\" is NaN or infinite."
        case .nestedArray(let field):
            "The metadata field \"\(field)\" has an array within an array."
        case .invalidDate(let text, let reason):
            "\"\(text)\" is no date: \(reason)."
        }
    }

    /// What the caller can do about it.
    public var remedy: String {
        switch self {
        case .tooManyFields:
            "Keep the fields that filters use; put the rest into one text, or into the document store."
        case .emptyName:
            "Give every field a name."
        case .nameTooLong:
            "Use a shorter name."
        case .tooLarge:
            "Keep texts and files in the document store, and only what filters use in the metadata."
        case .notFinite:
            "Leave the field out, or use null."
        case .nestedArray:
            "Store an array of texts, numbers, booleans or dates; give the inner arrays fields of their own."
        case .invalidDate:
            "Write it like 2024-01-31 or 2024-01-31T18:30:05.123Z."
        }
    }
}
