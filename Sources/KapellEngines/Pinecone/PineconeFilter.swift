import KapellCore
import KapellJSON
import KapellVectors

/// A condition as Pinecone's filter. On a list of texts `$in` holds when one of them is named and `$nin` when none is;
/// every record has the list.
enum PineconeFilter {
    /// `nil` for everything.
    static func json(_ condition: EngineCondition) -> JSONValue? {
        switch condition {
        case .everything: nil
        case .nothing: ["tokens": ["$in": ["\u{1}nothing"]]]
        case .has(let token): ["tokens": ["$in": [.string(token)]]]
        case .hasNot(let token): ["tokens": ["$nin": [.string(token)]]]
        case .number(let name, let comparison, let value):
            .object([name: .object([comparison.dollarName: .number(value)])])
        case .all(let parts): ["$and": .array(parts.compactMap(json))]
        case .any(let parts): ["$or": .array(parts.compactMap(json))]
        }
    }
}
