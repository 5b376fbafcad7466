import KapellJSON

extension GeneratedContent {
    /// The forms of generated content.
    public enum Kind: Equatable, Sendable {
        /// Null.
        case null

        /// A boolean.
        case bool(Bool)

        /// A number. Integers beyond 53 bits are rounded here; `value(Int.self)` gives them exactly.
        case number(Double)

        /// A string.
        case string(String)

        /// An array of content.
        case array([GeneratedContent])

        /// A structure: the properties by name, and the names in order.
        case structure(properties: [String: GeneratedContent], orderedKeys: [String])
    }

    /// Content of a form.
    ///
    /// - Parameters:
    ///   - kind: the form. Of a structure, properties that `orderedKeys` does not name come last, by name; names
    ///     without a property do not count. A whole number of at most 53 bits becomes an integer.
    ///   - id: the identity.
    public init(kind: Kind, id: GenerationID? = nil) {
        switch kind {
        case .null: self.init(storage: .json(.null), id: id)
        case .bool(let value): self.init(storage: .json(.bool(value)), id: id)
        case .number(let value): self.init(storage: .json(Self.json(value)), id: id)
        case .string(let value): self.init(storage: .json(.string(value)), id: id)
        case .array(let elements): self.init(elements: elements, id: id)
        case .structure(let properties, let orderedKeys):
            var seen = Set<String>()
            var keys = orderedKeys.filter { properties[$0] != nil && seen.insert($0).inserted }
            if keys.count < properties.count { keys += properties.keys.filter { !seen.contains($0) }.sorted() }
            self.init(properties: properties, keys: keys, id: id)
        }
    }

    /// The form and the parts. Costs time in proportion to the number of parts, one level deep.
    public var kind: Kind {
        switch storage {
        case .array(let elements): return .array(elements)
        case .structure(let properties, let keys): return .structure(properties: properties, orderedKeys: keys)
        case .json(let value):
            switch value {
            case .null: return .null
            case .bool(let value): return .bool(value)
            case .integer(let value): return .number(Double(value))
            case .unsigned(let value): return .number(Double(value))
            case .number(let value): return .number(value)
            case .string(let value): return .string(value)
            case .array: return .array(elements ?? [])
            case .object: return structure
            }
        }
    }

    private var structure: Kind {
        var properties: [String: GeneratedContent] = [:]
        var keys: [String] = []
        for (key, value) in members ?? [] where properties.updateValue(value, forKey: key) == nil { keys.append(key) }
        return .structure(properties: properties, orderedKeys: keys)
    }

    private static func json(_ value: Double) -> JSONValue {
        let isSmallInteger = value.rounded(.towardZero) == value && value.magnitude <= 9_007_199_254_740_992
        return isSmallInteger && !(value == 0 && value.sign == .minus) ? .integer(Int64(value)) : .number(value)
    }
}
