import KapellCore
import KapellJSON

/// The kinds of JSON values. Where numbers are allowed, integers are, too.
enum JSONKind: String, Sendable, CaseIterable {
    case null, boolean, string, number, integer, array, object
}

extension SchemaConjunction {
    /// The kinds of values that all schemas allow.
    var types: Set<JSONKind> {
        var types = Set(JSONKind.allCases)
        for fact in facts {
            let names: [String]
            switch fact.schema["type"] {
            case .string(let name)?: names = [name]
            case .array(let list)?: names = list.compactMap(\.stringValue)
            default: continue
            }
            var own = Set(names.compactMap { JSONKind(rawValue: $0) })
            if own.contains(.number) { own.insert(.integer) }
            types.formIntersection(own)
        }
        for fact in facts {
            // "not" with a type alone.
            guard let name = fact.schema["not"]?["type"]?.stringValue else { continue }
            if let kind = JSONKind(rawValue: name) { types.remove(kind) }
            if name == "number" { types.remove(.integer) }
        }
        return types
    }

    /// All values where the schemas list them; nil where none does.
    func listedValues() throws(KapellError) -> [JSONValue]? {
        var values: [JSONValue]?
        for fact in facts {
            for keyword in ["const", "enum"] {
                guard let value = fact.schema[keyword] else { continue }
                let list = keyword == "const" ? [value] : value.arrayValue ?? []
                values = values.map { known in known.filter { list.contains($0) } } ?? list
            }
        }
        guard let values else { return nil }
        let others = facts.contains { fact in
            (fact.schema.objectValue ?? [:]).contains {
                SchemaKeywords.isFollowed($0.key) && !Self.plain.contains($0.key)
            }
        }
        let types = types
        let kept = values.filter { !types.isDisjoint(with: Self.kinds(of: $0)) }
        return others ? try kept.filter(validator()) : kept
    }

    private static let plain: Set<String> = ["const", "enum", "type"]

    private static func kinds(of value: JSONValue) -> Set<JSONKind> {
        switch value {
        case .null: [.null]
        case .bool: [.boolean]
        case .string: [.string]
        case .array: [.array]
        case .object: [.object]
        case .integer, .unsigned: [.integer]
        case .number(let number): number.rounded() == number ? [.integer] : [.number]
        }
    }

    /// Judges listed values by the rest of the schemas.
    private func validator() throws(KapellError) -> (JSONValue) -> Bool {
        let address = "kapell:grammar"
        var registry = SchemaRegistry()
        registry.add(root, at: address)
        let schema: JSONValue = ["allOf": .array(facts.map { Self.addressed($0.schema, address) })]
        do {
            let compiled = try JSONSchema(schema, registry: registry, options: SchemaOptions(checksFormats: true))
            return { compiled.isValid($0) }
        } catch {
            throw KapellError(.invalidRequest, "The schema at \(error.place): \(error.message)")
        }
    }

    /// The same schema, with references into the document by its address. Its depth is bounded.
    private static func addressed(_ schema: JSONValue, _ address: String) -> JSONValue {
        switch schema {
        case .array(let values): return .array(values.map { addressed($0, address) })
        case .object(let object):
            var result: JSONObject = [:]
            for (key, value) in object {
                if key == "$ref", case .string(let reference) = value, reference.hasPrefix("#") {
                    result[key] = .string(address + reference)
                } else {
                    result[key] = key == "enum" || key == "const" ? value : addressed(value, address)
                }
            }
            return .object(result)
        default: return schema
        }
    }

    // MARK: Strings and numbers

    func string() throws(KapellError) -> StringShape {
        var shape = StringShape()
        for fact in facts {
            shape.least = max(shape.least, fact.schema["minLength"]?.intValue ?? 0)
            if let most = fact.schema["maxLength"]?.intValue { shape.most = min(shape.most ?? most, most) }
            if let pattern = fact.schema["pattern"]?.stringValue { shape.patterns.insert(pattern) }
            guard let format = fact.schema["format"]?.stringValue else { continue }
            guard StringFormats.expressions[format] != nil else {
                if Self.numberFormats.contains(format) { continue }
                throw SchemaKeywords.refusal(
                    fact, "format", "the format \"\(format)\"",
                    "Use \"pattern\", or one of the formats "
                        + StringFormats.expressions.keys.sorted().joined(separator: ", ") + ".")
            }
            shape.formats.insert(format)
        }
        return shape
    }

    /// Formats of OpenAPI that speak of numbers, and say nothing about strings.
    private static let numberFormats: Set<String> = ["int32", "int64", "float", "double"]

    func number() -> NumberShape {
        var shape = NumberShape()
        for fact in facts {
            for (keyword, isExclusive) in [("minimum", false), ("exclusiveMinimum", true)] {
                guard let value = fact.schema[keyword] else { continue }
                shape.minimums.append(NumberShape.Bound(value: value, isExclusive: isExclusive))
            }
            for (keyword, isExclusive) in [("maximum", false), ("exclusiveMaximum", true)] {
                guard let value = fact.schema[keyword] else { continue }
                shape.maximums.append(NumberShape.Bound(value: value, isExclusive: isExclusive))
            }
            if let multiple = fact.schema["multipleOf"] { shape.multiples.append(multiple) }
        }
        return shape
    }
}
