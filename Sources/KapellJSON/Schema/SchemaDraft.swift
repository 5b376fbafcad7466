/// A published version of JSON Schema.
public enum SchemaDraft: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Draft 7, of 2018. Keywords next to `$ref` do not count.
    case draft7 = "http://json-schema.org/draft-07/schema"

    /// Draft 2019-09.
    case draft201909 = "https://json-schema.org/draft/2019-09/schema"

    /// Draft 2020-12, the newest, and the one of a schema that names none.
    case draft202012 = "https://json-schema.org/draft/2020-12/schema"

    /// Whether the left one is older.
    public static func < (left: SchemaDraft, right: SchemaDraft) -> Bool { left.order < right.order }

    private var order: Int {
        switch self {
        case .draft7: 0
        case .draft201909: 1
        case .draft202012: 2
        }
    }
}
