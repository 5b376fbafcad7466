import KapellCore
import KapellJSON

/// An object of a request, whose keys are in camelCase or in snake_case. A `null` counts as nothing.
struct GeminiFields {
    let object: JSONObject
    /// Where it stands in the body, such as `generationConfig`; empty for the body itself.
    let place: String

    init(_ object: JSONObject, at place: String = "") {
        self.object = object
        self.place = place
    }

    /// - Parameter key: in camelCase.
    subscript(_ key: String) -> JSONValue? {
        guard let value = object[key] ?? object[Self.snake(key)], !value.isNull else { return nil }
        return value
    }

    func text(_ key: String) -> String? { self[key]?.stringValue }

    func flag(_ key: String) -> Bool { self[key]?.boolValue ?? false }

    func object(_ key: String) throws(KapellError) -> GeminiFields? {
        guard let value = self[key] else { return nil }
        guard let object = value.objectValue else { throw wrong(key, "an object") }
        return GeminiFields(object, at: path(key))
    }

    /// The elements of a list; a single object counts as a list of one.
    func list(_ key: String) throws(KapellError) -> [JSONValue] {
        switch self[key] {
        case nil: return []
        case .array(let values): return values
        case .object(let object): return [.object(object)]
        default: throw wrong(key, "a list")
        }
    }

    func number(_ key: String) throws(KapellError) -> Double? {
        guard let value = self[key] else { return nil }
        guard let number = value.doubleValue, number.isFinite else { throw wrong(key, "a number") }
        return number
    }

    /// A whole number; as a text too, as some clients send 64-bit numbers.
    func whole(_ key: String) throws(KapellError) -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = value.intValue ?? value.stringValue.flatMap({ Int($0) }) else {
            throw wrong(key, "a whole number")
        }
        return number
    }

    func texts(_ key: String) throws(KapellError) -> [String] {
        var texts: [String] = []
        for value in try list(key) {
            guard let text = value.stringValue else { throw wrong(key, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// The fields that are not in `known`, under their names in camelCase with ``place`` before them.
    func rest(except known: Set<String>) -> JSONObject {
        var rest = JSONObject()
        for (key, value) in object where !value.isNull {
            let name = Self.camel(key)
            if !known.contains(name) { rest.append(path(name), value) }
        }
        return rest
    }

    func path(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    func wrong(_ key: String, _ form: String) -> KapellError {
        KapellError(.invalidRequest, "`\(path(key))` must be \(form).")
    }

    static func snake(_ key: String) -> String {
        var bytes: [UInt8] = []
        for byte in key.utf8 {
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) {
                bytes.append(UInt8(ascii: "_"))
                bytes.append(byte | 0x20)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func camel(_ key: String) -> String {
        guard key.utf8.contains(UInt8(ascii: "_")) else { return key }
        var bytes: [UInt8] = []
        var raises = false
        for byte in key.utf8 {
            if byte == UInt8(ascii: "_"), !bytes.isEmpty {
                raises = true
            } else {
                let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                bytes.append(raises && isLower ? byte & 0xDF : byte)
                raises = false
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
