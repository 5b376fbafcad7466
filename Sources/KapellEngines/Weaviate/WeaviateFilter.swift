import KapellCore
import KapellJSON
import KapellVectors

/// A condition as Weaviate's `where`, in the language of its queries (GraphQL). `ContainsNone` is there since 1.33.
///
/// Numbers are left to our side: a property has to be declared before it can be asked for.
enum WeaviateFilter {
    /// The condition within a namespace.
    static func text(_ condition: EngineCondition, _ namespace: String) -> String {
        let space = "{path: [\"space\"], operator: Equal, valueText: \(quoted(space(namespace)))}"
        guard let rest = text(condition) else { return space }
        return "{operator: And, operands: [\(space), \(rest)]}"
    }

    /// Never empty, and without white space at its ends, which Weaviate cuts off.
    static func space(_ namespace: String) -> String { "[\(namespace)]" }

    private static func text(_ condition: EngineCondition) -> String? {
        switch condition {
        case .everything, .number: nil
        case .nothing: tokens("ContainsAny", "\u{1}nothing")
        case .has(let token): tokens("ContainsAny", token)
        case .hasNot(let token): tokens("ContainsNone", token)
        case .all(let parts): joined("And", parts.compactMap(text))
        case .any(let parts): parts.contains { text($0) == nil } ? nil : joined("Or", parts.compactMap(text))
        }
    }

    private static func tokens(_ name: String, _ token: String) -> String {
        "{path: [\"tokens\"], operator: \(name), valueText: [\(quoted(token))]}"
    }

    private static func joined(_ name: String, _ parts: [String]) -> String? {
        parts.count < 2 ? parts.first : "{operator: \(name), operands: [\(parts.joined(separator: ", "))]}"
    }

    /// A string of GraphQL has the escapes of JSON.
    static func quoted(_ text: String) -> String { JSONValue.string(text).serialized() }
}
