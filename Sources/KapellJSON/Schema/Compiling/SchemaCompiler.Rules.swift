extension SchemaCompiler {
    mutating func stringRules(
        _ reader: SchemaReader, _ dialect: SchemaDialect
    ) throws(SchemaError) -> SchemaStringRules? {
        var rules = SchemaStringRules()
        if dialect.vocabularies.contains(.validation) {
            rules.minLength = try reader.count("minLength")
            rules.maxLength = try reader.count("maxLength")
            if let text = try reader.string("pattern") {
                rules.pattern = try pattern(text, place: reader.place + "/pattern")
            }
        }
        if let name = try reader.string("format"),
            options.checksFormats || dialect.vocabularies.contains(.formatAssertion)
        {
            rules.format = SchemaFormat(rawValue: name)
        }
        let isEmpty = rules.minLength == nil && rules.maxLength == nil && rules.pattern == nil && rules.format == nil
        return isEmpty ? nil : rules
    }

    mutating func arrayRules(
        _ reader: SchemaReader, _ dialect: SchemaDialect
    ) throws(SchemaError) -> SchemaArrayRules? {
        var rules = SchemaArrayRules()
        rules.containsMarks = dialect.draft == .draft202012
        if dialect.vocabularies.contains(.validation) {
            rules.minItems = try reader.count("minItems")
            rules.maxItems = try reader.count("maxItems")
            rules.isUnique = try reader.bool("uniqueItems") ?? false
            if dialect.draft != .draft7 {
                rules.minContains = try reader.count("minContains")
                rules.maxContains = try reader.count("maxContains")
            }
        }
        if dialect.vocabularies.contains(.applicator) {
            if dialect.draft == .draft202012 {
                rules.prefix = try children(reader, "prefixItems")
                rules.rest = try child(reader, "items")
            } else if case .array? = reader.schema["items"] {
                rules.prefix = try children(reader, "items", mayBeEmpty: true)
                rules.rest = try child(reader, "additionalItems")
                rules.restKeyword = "additionalItems"
            } else {
                rules.rest = try child(reader, "items")
            }
            rules.contains = try child(reader, "contains")
        }
        let isEmpty =
            rules.minItems == nil && rules.maxItems == nil && !rules.isUnique && rules.prefix.isEmpty
            && rules.rest == nil && rules.contains == nil
        return isEmpty ? nil : rules
    }

    mutating func objectRules(
        _ reader: SchemaReader, _ dialect: SchemaDialect
    ) throws(SchemaError) -> SchemaObjectRules? {
        var rules = SchemaObjectRules()
        if dialect.vocabularies.contains(.validation) {
            rules.minProperties = try reader.count("minProperties")
            rules.maxProperties = try reader.count("maxProperties")
            rules.required = try reader.names("required")
            if dialect.draft != .draft7, let value = reader.schema["dependentRequired"] {
                guard case .object(let lists) = value else {
                    throw reader.error("dependentRequired", "must be an object of arrays of names.")
                }
                for (name, list) in lists {
                    let path = "dependentRequired/\(SchemaPointer.escaped(name))"
                    rules.dependentRequired.add(name, try reader.names(in: list, at: path))
                }
            }
        }
        if dialect.vocabularies.contains(.applicator) {
            rules.properties = try table(reader, "properties")
            let patterns = try table(reader, "patternProperties")
            for position in patterns.values.indices {
                let name = patterns.name(at: position)
                let place = "\(reader.place)/patternProperties/\(SchemaPointer.escaped(name))"
                rules.patterns.append((try pattern(name, place: place), patterns.values[position]))
            }
            rules.additional = try child(reader, "additionalProperties")
            rules.names = try child(reader, "propertyNames")
            if dialect.draft != .draft7 { rules.dependentSchemas = try table(reader, "dependentSchemas") }
            try dependencies(reader, &rules)
        }
        let isEmpty =
            rules.minProperties == nil && rules.maxProperties == nil && rules.required.isEmpty
            && rules.dependentRequired.isEmpty && rules.dependentSchemas.isEmpty && !rules.hasProperties
        return isEmpty ? nil : rules
    }

    /// `dependencies` of draft 7; later drafts keep it for schemas that still use it.
    private mutating func dependencies(
        _ reader: SchemaReader, _ rules: inout SchemaObjectRules
    ) throws(SchemaError) {
        guard let value = reader.schema["dependencies"] else { return }
        guard case .object(let entries) = value else {
            throw reader.error("dependencies", "must be an object of schemas or arrays of names.")
        }
        for (name, value) in entries {
            let path = "dependencies/\(SchemaPointer.escaped(name))"
            if case .array = value {
                guard rules.dependentRequired.position(of: name) == nil else { continue }
                if rules.dependentRequired.isEmpty { rules.dependentRequiredKeyword = "dependencies" }
                rules.dependentRequired.add(name, try reader.names(in: value, at: path))
            } else {
                guard rules.dependentSchemas.position(of: name) == nil else { continue }
                if rules.dependentSchemas.isEmpty { rules.dependentKeyword = "dependencies" }
                rules.dependentSchemas.add(name, try child(reader, value, at: "/" + path))
            }
        }
    }

    mutating func inPlaceRules(
        _ reader: SchemaReader, _ dialect: SchemaDialect
    ) throws(SchemaError) -> SchemaInPlaceRules {
        var rules = SchemaInPlaceRules()
        try references(reader, dialect, &rules)
        guard dialect.vocabularies.contains(.applicator) else { return rules }
        rules.allOf = try children(reader, "allOf")
        rules.anyOf = try children(reader, "anyOf")
        rules.oneOf = try children(reader, "oneOf")
        rules.not = try child(reader, "not")
        rules.condition = try child(reader, "if")
        rules.then = try child(reader, "then")
        rules.otherwise = try child(reader, "else")
        if rules.then == nil, rules.otherwise == nil, dialect.draft == .draft7 { rules.condition = nil }
        return rules
    }

    mutating func references(
        _ reader: SchemaReader, _ dialect: SchemaDialect, _ rules: inout SchemaInPlaceRules
    ) throws(SchemaError) {
        let resource = reader.location.resource
        if let text = try reader.string("$ref") {
            let found = try library.resolve(text, from: resource, place: reader.place + "/$ref")
            rules.reference = try number(of: found.location)
        }
        if dialect.draft == .draft202012, let text = try reader.string("$dynamicRef") {
            let found = try library.resolve(text, from: resource, place: reader.place + "/$dynamicRef")
            let target = try number(of: found.location)
            let name = SchemaKey(SchemaURI(text).decodedFragment)
            // Without a dynamic anchor at the first target, it is a reference like any other.
            rules.dynamic = (target, found.isDynamicAnchor ? name : SchemaKey(""))
        }
        if dialect.draft == .draft201909, let text = try reader.string("$recursiveRef") {
            guard text == "#" else { throw reader.error("$recursiveRef", "must be \"#\".") }
            let found = try library.resolve("#", from: resource, place: reader.place + "/$recursiveRef")
            let target = try number(of: found.location)
            let isDynamic =
                library.resources[found.location.resource].dynamicAnchors[SchemaResource.recursiveAnchor] != nil
            rules.dynamic = (target, isDynamic ? SchemaResource.recursiveAnchor : SchemaKey(""))
        }
    }
}
