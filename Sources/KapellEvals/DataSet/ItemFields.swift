import KapellCore
import KapellJSON

/// Reads the fields of one entry of a data set; errors name the place.
struct ItemFields {
    let object: JSONObject
    /// File and line, or file and number.
    let place: String

    func fault(_ message: String, remedy: String = "Documentation/Evaluations.md says how a data set is written.")
        -> KapellError
    {
        KapellError(.invalidRequest, "\(place): \(message)", remedy: remedy)
    }

    /// Refuses what nobody reads: most often a mistyped name.
    func only(_ names: [String]) throws(KapellError) {
        guard let other = object.keys.first(where: { !names.contains($0) }) else { return }
        throw fault(
            "`\(other.prefix(60))` is not a field of a question.",
            remedy: "The fields are \(names.map { "`\($0)`" }.joined(separator: ", ")).")
    }

    func text(_ key: String, limit: Int = EvaluationLimits.textBytes) throws(KapellError) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.stringValue else { throw fault("`\(key)` must be a text.") }
        guard text.utf8.count <= limit else {
            throw fault("`\(key)` holds \(text.utf8.count) bytes, and may hold \(limit).", remedy: "Shorten it.")
        }
        return text
    }

    func required(_ key: String, limit: Int = EvaluationLimits.textBytes) throws(KapellError) -> String {
        guard let text = try text(key, limit: limit), text.contains(where: { !$0.isWhitespace }) else {
            throw fault("`\(key)` is missing or empty.")
        }
        return text
    }

    func flag(_ key: String) throws(KapellError) -> Bool? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let flag = value.boolValue else { throw fault("`\(key)` must be true or false.") }
        return flag
    }

    func list(_ key: String, limit: Int = EvaluationLimits.entries) throws(KapellError) -> [JSONValue]? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let list = value.arrayValue else { throw fault("`\(key)` must be a list.") }
        guard list.count <= limit else {
            throw fault("`\(key)` has \(list.count) entries, and may have \(limit).", remedy: "Split it.")
        }
        return list
    }

    /// A text, or a list of texts. A whole number is taken as it is written; YAML reads `10` as one.
    func texts(_ key: String) throws(KapellError) -> [String] {
        guard let value = object[key], !value.isNull else { return [] }
        guard value.arrayValue != nil else { return [try text(value, key)] }
        var texts: [String] = []
        for entry in try list(key) ?? [] { texts.append(try text(entry, key)) }
        return texts
    }

    private func text(_ value: JSONValue, _ key: String) throws(KapellError) -> String {
        switch value {
        case .string(let text) where text.utf8.count <= EvaluationLimits.textBytes: return text
        case .integer, .unsigned: return value.serialized()
        case .number: throw fault("`\(key)` has a number with a point.", remedy: "Put it in quotes, as it is written.")
        default: throw fault("`\(key)` must be a text or a list of texts.")
        }
    }

    /// The objects of a list.
    func objects(_ key: String) throws(KapellError) -> [ItemFields] {
        var fields: [ItemFields] = []
        for entry in try list(key) ?? [] {
            guard let object = entry.objectValue else { throw fault("`\(key)` must be a list of objects.") }
            fields.append(ItemFields(object: object, place: "\(place), `\(key)`"))
        }
        return fields
    }

    func whole(_ key: String) throws(KapellError) -> Int? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let number = value.intValue, number >= 0 else { throw fault("`\(key)` must be a whole number.") }
        return number
    }
}
