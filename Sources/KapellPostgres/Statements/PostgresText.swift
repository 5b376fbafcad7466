import KapellCore
import KapellVectors

/// PostgreSQL has no room for U+0000 in texts.
enum PostgresText {
    /// - Throws: `invalidRequest` that names what holds one.
    static func check(_ text: String?, _ what: @autoclosure () -> String) throws(KapellError) {
        guard let text, text.utf8.contains(0) else { return }
        throw KapellError(
            .invalidRequest, "\(what()) holds the character U+0000, which PostgreSQL cannot store.",
            remedy: "Take it out.")
    }

    static func check(_ record: VectorRecord) throws(KapellError) {
        let name = record.id.prefix(40)
        try check(record.id, "The id \"\(name)\"")
        try check(record.text, "The text of the record \"\(name)\"")
        try check(record.parent, "The parent of the record \"\(name)\"")
        for (field, value) in record.metadata.fields {
            try check(field, "A field's name of the record \"\(name)\"")
            try check(value, "The field \(field) of the record \"\(name)\"")
        }
    }

    static func check(_ value: MetadataValue, _ what: @autoclosure () -> String) throws(KapellError) {
        switch value {
        case .string(let text): try check(text, what())
        case .array(let values): for value in values { try check(value, what()) }
        default: return
        }
    }
}
