import KapellCore
import KapellJSON
import KapellVectors

/// A condition as Chroma's `where`. Tokens are a list of texts in the metadata, numbers are floating point.
///
/// `$contains` and `$not_contains` look for an element of a list; the latter also matches a record without the list.
enum ChromaFilter {
    /// `nil` for everything: Chroma refuses an empty `where`.
    static func json(_ condition: EngineCondition) -> JSONValue? {
        switch condition {
        case .everything: nil
        case .nothing: ["tokens": ["$contains": "\u{1}nothing"]]
        case .has(let token): ["tokens": ["$contains": .string(token)]]
        case .hasNot(let token): ["tokens": ["$not_contains": .string(token)]]
        case .number(let name, let comparison, let value):
            .object([name: .object([comparison.dollarName: .number(value)])])
        case .all(let parts): ["$and": .array(parts.compactMap(json))]
        case .any(let parts): ["$or": .array(parts.compactMap(json))]
        }
    }
}
