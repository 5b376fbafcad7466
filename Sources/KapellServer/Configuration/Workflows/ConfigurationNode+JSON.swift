import KapellJSON

extension ConfigurationNode {
    /// The value as JSON. Quoted values and those of variables are texts.
    var json: JSONValue {
        switch content {
        case .scalar(let scalar):
            switch scalar.kind {
            case .nothing: return .null
            case .boolean: return .bool(scalar.boolean ?? false)
            case .integer: return scalar.wholeNumber.map { .integer(Int64($0)) } ?? .string(scalar.text)
            case .float: return Double(scalar.text).map { $0.isFinite ? .number($0) : .null } ?? .string(scalar.text)
            case .text: return .string(scalar.text)
            }
        case .list(let items): return .array(items.map(\.json))
        case .mapping(let entries):
            var object = JSONObject()
            for entry in entries { object[entry.key] = entry.value.json }
            return .object(object)
        }
    }
}
