import KapellJSON

/// The references of a JSON Schema document to itself.
enum SchemaReferences {
    /// The document as it has to read when it lies at `place` of another one (`#/$defs/Name`).
    static func moved(_ document: JSONValue, below place: String) -> JSONValue {
        guard case .object(var object) = document, object["$id"] == nil else { return document }
        object["$schema"] = nil
        return rewritten(.object(object), place: place)
    }

    private static func rewritten(_ value: JSONValue, place: String) -> JSONValue {
        switch value {
        case .array(let values):
            return .array(values.map { rewritten($0, place: place) })
        case .object(let object):
            var copy = JSONObject()
            for (key, value) in object {
                if key == "$ref", case .string(let reference) = value, reference == "#" || reference.hasPrefix("#/") {
                    copy[key] = .string(place + reference.dropFirst())
                } else if key == "enum" || key == "const" || key == "default" || key == "examples" {
                    copy[key] = value
                } else {
                    copy[key] = rewritten(value, place: place)
                }
            }
            return .object(copy)
        default:
            return value
        }
    }

    /// The references within a document that lead to no place in it.
    static func undefined(in document: JSONValue) -> [String] {
        var found: [String] = []
        collect(document, isRoot: true, into: &found)
        var seen = Set<String>()
        return found.filter { reference in
            seen.insert(reference).inserted && document.target(of: reference) == nil
        }
    }

    private static func collect(_ value: JSONValue, isRoot: Bool = false, into found: inout [String]) {
        switch value {
        case .array(let values):
            for value in values { collect(value, into: &found) }
        case .object(let object):
            // A schema with an address of its own has references of its own.
            if !isRoot, object["$id"]?.stringValue != nil { return }
            for (key, value) in object {
                if key == "$ref", case .string(let reference) = value {
                    if reference == "#" || reference.hasPrefix("#/") { found.append(reference) }
                } else if key != "enum", key != "const", key != "default", key != "examples" {
                    collect(value, into: &found)
                }
            }
        default: break
        }
    }
}
