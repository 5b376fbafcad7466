import KapellCore
import KapellJSON
import KapellVectors

/// Conditions on the channels of a workflow, in the language of filters. `NAME.count` counts a list's items.
enum WorkflowCondition {
    /// Whether the condition holds for a state.
    static func holds(_ filter: Filter, _ state: JSONObject) -> Bool {
        filter.matches { field in
            let value = value(field.split(separator: ".").map(String.init)[...], .object(state))
            // Lists of objects have no form there: they are asked by `count` and by place.
            return (try? MetadataValue(json: value ?? .null, of: field)) ?? .null
        }
    }

    private static func value(_ path: ArraySlice<String>, _ value: JSONValue) -> JSONValue? {
        guard let first = path.first else { return value.objectValue == nil ? value : nil }
        switch value {
        case .object(let object): return object[first].flatMap { self.value(path.dropFirst(), $0) }
        case .array(let items):
            if first == "count" { return .integer(Int64(items.count)) }
            return Int(first).flatMap { items.indices.contains($0) ? self.value(path.dropFirst(), items[$0]) : nil }
        default: return nil
        }
    }

    /// What a condition asks of channels that there are not, or that can never hold.
    static func problems(_ filter: Filter, _ channels: [WorkflowChannel]) -> [(message: String, remedy: String)] {
        var problems: [(message: String, remedy: String)] = []
        visit(filter) { field, literals in
            let parts = field.split(separator: ".")
            let name = parts.first.map(String.init) ?? field
            guard let channel = channels.first(where: { $0.name == name }) else {
                problems.append(
                    (
                        "names the channel `\(shown(name))`, which there is not.",
                        WorkflowNodeReader.remedy(name, channels.map(\.name), "Declare it below `channels`.")
                    ))
                return
            }
            let expected: MetadataType? =
                switch channel.kind {
                case .text: .string
                case .number, .integer: .number
                case .boolean: .boolean
                case .list: parts.count == 2 && parts[1] == "count" ? .number : nil
                case .object, .any: nil
                }
            guard let expected, parts.count == 1 || channel.kind == .list else { return }
            for literal in literals where literal.type != expected && literal != .null {
                problems.append(
                    (
                        "compares `\(shown(field))`, a \(expected), with a \(literal.type): that never holds.",
                        "Compare with a \(expected)."
                    ))
            }
        }
        return problems
    }

    private static func visit(_ filter: Filter, _ body: (String, [MetadataValue]) -> Void) {
        switch filter {
        case .everything, .nothing: break
        case .and(let filters), .or(let filters): for filter in filters { visit(filter, body) }
        case .not(let filter): visit(filter, body)
        case .comparison(let field, _, let literal): body(field, [literal])
        case .isIn(let field, let literals): body(field, literals)
        case .containsAny(let field, _), .containsAll(let field, _), .exists(let field): body(field, [])
        }
    }
}
