public import KapellCore
public import KapellJSON

/// JSON in the one form that can be signed. Source: RFC 8785, JSON Canonicalization Scheme.
///
/// No white space; keys in the order of their UTF-16 code units; numbers as ECMAScript writes them; in strings only
/// what must be is escaped.
public enum CanonicalJSON {
    /// How deep values may be nested.
    static let depth = 64
    /// Whole numbers beyond it are not exact in ECMAScript.
    static let largest: UInt64 = 1 << 53

    /// The canonical bytes of a value, in UTF-8.
    ///
    /// - Throws: `.invalidRequest` for what has no canonical form: numbers that are not finite or not exact in
    ///   ECMAScript, two keys of one name, values nested too deep.
    public static func bytes(of value: JSONValue) throws(KapellError) -> [UInt8] {
        var bytes: [UInt8] = []
        try append(value, to: &bytes, depth: 0)
        return bytes
    }

    private static func append(_ value: JSONValue, to bytes: inout [UInt8], depth: Int) throws(KapellError) {
        guard depth <= Self.depth else { throw fault("values are nested more than \(Self.depth) deep") }
        switch value {
        case .null, .bool, .string: value.serialize(into: &bytes)
        case .integer(let number):
            guard number.magnitude <= largest else { throw fault("\(number) is not exact as a double") }
            value.serialize(into: &bytes)
        case .unsigned(let number):
            guard number <= largest else { throw fault("\(number) is not exact as a double") }
            value.serialize(into: &bytes)
        case .number(let number):
            guard let text = ECMAScriptNumber.text(number) else { throw fault("a number is not finite") }
            bytes += text.utf8
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                try append(element, to: &bytes, depth: depth + 1)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            try append(object, to: &bytes, depth: depth)
        }
    }

    private static func append(_ object: JSONObject, to bytes: inout [UInt8], depth: Int) throws(KapellError) {
        var entries: [(units: [UInt16], key: String, value: JSONValue)] = []
        for (key, value) in object { entries.append((Array(key.utf16), key, value)) }
        entries.sort { $0.units.lexicographicallyPrecedes($1.units) }
        bytes.append(UInt8(ascii: "{"))
        for (index, entry) in entries.enumerated() {
            if index > 0 {
                guard entries[index - 1].units != entry.units else { throw fault("two keys have one name") }
                bytes.append(UInt8(ascii: ","))
            }
            JSONValue.string(entry.key).serialize(into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            try append(entry.value, to: &bytes, depth: depth + 1)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func fault(_ reason: String) -> KapellError {
        KapellError(
            .invalidRequest, "The JSON has no canonical form: \(reason).",
            remedy: "Write large numbers as texts, and each key once.")
    }
}
