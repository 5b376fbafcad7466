/// Reads the values of a schema's keywords.
struct SchemaReader {
    let schema: JSONObject
    let location: SchemaLibrary.Location
    let place: String

    func error(_ path: String, _ message: String) -> SchemaError {
        SchemaError(place: "\(place)/\(path)", message: message)
    }

    func string(_ keyword: String) throws(SchemaError) -> String? {
        guard let value = schema[keyword] else { return nil }
        guard case .string(let text) = value else {
            throw error(keyword, "must be a string, is \(SchemaTypes.words(for: value)).")
        }
        return text
    }

    func bool(_ keyword: String) throws(SchemaError) -> Bool? {
        guard let value = schema[keyword] else { return nil }
        guard case .bool(let bool) = value else {
            throw error(keyword, "must be true or false, is \(SchemaTypes.words(for: value)).")
        }
        return bool
    }

    /// An integer from 0.
    func count(_ keyword: String) throws(SchemaError) -> Int? {
        guard let value = schema[keyword] else { return nil }
        guard SchemaTypes(of: value).contains(.integer), let number = value.doubleValue, number >= 0 else {
            throw error(keyword, "must be an integer from 0.")
        }
        return value.intValue ?? Int.max
    }

    private func number(_ keyword: String) throws(SchemaError) -> JSONValue? {
        guard let value = schema[keyword] else { return nil }
        guard SchemaTypes(of: value).contains(.number) else {
            throw error(keyword, "must be a number, is \(SchemaTypes.words(for: value)).")
        }
        return value
    }

    func names(_ keyword: String) throws(SchemaError) -> [String] {
        guard let value = schema[keyword] else { return [] }
        return try names(in: value, at: keyword)
    }

    func names(in value: JSONValue, at path: String) throws(SchemaError) -> [String] {
        guard case .array(let values) = value else { throw error(path, "must be an array of names.") }
        var names: [String] = []
        for value in values {
            guard case .string(let name) = value else { throw error(path, "must hold only names, which are strings.") }
            names.append(name)
        }
        return names
    }

    func types() throws(SchemaError) -> SchemaTypes {
        guard let value = schema["type"] else { return [] }
        var types: SchemaTypes = []
        let names: [JSONValue] = if case .array(let values) = value { values } else { [value] }
        for name in names {
            guard let found = SchemaTypes.all.first(where: { $0.name == name.stringValue }) else {
                let known = SchemaTypes.all.map(\.name).joined(separator: ", ")
                let what = name.stringValue.map { "\"\($0)\"" } ?? SchemaTypes.words(for: name)
                throw error("type", "must be one of \(known), or an array of them; found \(what).")
            }
            types.insert(found.type)
        }
        guard !types.isEmpty else { throw error("type", "must name at least one type.") }
        return types
    }

    func choices() throws(SchemaError) -> SchemaChoices? {
        guard let value = schema["enum"] else { return nil }
        guard case .array(let values) = value else { throw error("enum", "must be an array of values.") }
        let shown = values.prefix(12).map { value in
            switch value {
            case .array, .object: SchemaTypes.words(for: value)
            default: value.serialized()
            }
        }
        var choices = SchemaChoices(words: shown.joined(separator: ", "))
        if values.count > 12 { choices.words += " and \(values.count - 12) more" }
        for value in values {
            switch value {
            case .array, .object: choices.containers.append(value)
            default: choices.scalars.insert(value)
            }
        }
        return choices
    }

    func numberRules() throws(SchemaError) -> SchemaNumberRules? {
        var rules = SchemaNumberRules()
        rules.minimum = try number("minimum")
        rules.maximum = try number("maximum")
        rules.exclusiveMinimum = try number("exclusiveMinimum")
        rules.exclusiveMaximum = try number("exclusiveMaximum")
        rules.multipleOf = try number("multipleOf")
        if let divisor = rules.multipleOf, let value = divisor.doubleValue, !(value > 0) {
            throw error("multipleOf", "must be greater than 0.")
        }
        let isEmpty =
            rules.minimum == nil && rules.maximum == nil && rules.exclusiveMinimum == nil
            && rules.exclusiveMaximum == nil && rules.multipleOf == nil
        return isEmpty ? nil : rules
    }
}
