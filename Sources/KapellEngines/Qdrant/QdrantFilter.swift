import KapellCore
import KapellJSON
import KapellVectors

/// A condition as Qdrant's filter: `must`, `should`, `must_not` of conditions and of filters.
///
/// `match` on a list of keywords holds when one of them is the value; `must_not` also matches where the list is missing.
enum QdrantFilter {
    /// The condition within a namespace.
    static func json(_ condition: EngineCondition, _ namespace: String) -> JSONValue {
        let space: JSONValue = ["key": "namespace", "match": ["value": .string(namespace)]]
        return ["must": .array([space] + parts(condition))]
    }

    private static func parts(_ condition: EngineCondition) -> [JSONValue] {
        switch condition {
        case .everything: []
        case .all(let parts): parts.flatMap(Self.parts)
        default: [json(condition)]
        }
    }

    private static func json(_ condition: EngineCondition) -> JSONValue {
        switch condition {
        case .everything: ["must": []]
        case .nothing: ["must_not": [["must": []]]]
        case .has(let token): match(token)
        case .hasNot(let token): ["must_not": [match(token)]]
        case .number(let name, let comparison, let value):
            ["key": .string("numbers.\(name)"), "range": .object([sign(comparison): .number(value)])]
        case .all(let parts): ["must": .array(parts.map(json))]
        case .any(let parts): ["should": .array(parts.map(json))]
        }
    }

    private static func match(_ token: String) -> JSONValue { ["key": "tokens", "match": ["value": .string(token)]] }

    private static func sign(_ comparison: Filter.Comparison) -> String {
        switch comparison {
        case .less: "lt"
        case .lessOrEqual: "lte"
        case .greater: "gt"
        default: "gte"
        }
    }
}
