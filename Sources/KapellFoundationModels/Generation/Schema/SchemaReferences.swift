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
            seen.insert(reference).inserted && target(reference, in: document) == nil
        }
    }

    /// The schema that a reference within the document leads to; nil also for references of another kind.
    static func target(_ reference: String, in document: JSONValue) -> JSONValue? {
        guard reference == "#" || reference.hasPrefix("#/") else { return nil }
        var value = document
        for step in reference.dropFirst().split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = unescaped(step)
            switch value {
            case .object(let object):
                guard let next = object[name] else { return nil }
                value = next
            case .array(let array):
                guard let index = Int(name), array.indices.contains(index) else { return nil }
                value = array[index]
            default: return nil
            }
        }
        return value
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

    /// A step of a JSON pointer in a reference, without percent signs and tildes.
    private static func unescaped(_ step: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(step.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else if byte == UInt8(ascii: "~"), let next = rest.first,
                next == UInt8(ascii: "0") || next == UInt8(ascii: "1")
            {
                bytes.append(next == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                rest = rest.dropFirst()
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
