extension SchemaEvaluation {
    mutating func object(
        _ shared: SchemaShared<SchemaNode>, _ rules: SchemaShared<SchemaObjectRules>, _ object: JSONObject,
        _ scope: Int32, _ marks: inout SchemaMarks
    ) -> Bool {
        var isValid = true
        steps += object.count + rules.value.required.count + rules.value.dependentRequired.values.count
        if let bound = rules.value.minProperties, object.count < bound {
            isValid = false
            report(
                shared, "minProperties",
                "must have at least \(Self.count(bound, "property")), has \(object.count).")
        }
        if let bound = rules.value.maxProperties, object.count > bound {
            isValid = false
            report(
                shared, "maxProperties", "must have at most \(Self.count(bound, "property")), has \(object.count).")
        }
        for name in rules.value.required where !object.contains(name) {
            isValid = false
            if !isReporting { return false }
            report(shared, "required", "lacks the property \"\(name)\".")
        }
        guard isValid || isReporting, rules.value.hasProperties else { return isValid }
        for position in object.entries.indices {
            isValid = property(shared, rules, object.entries[position], position, scope, &marks) && isValid
            if !isValid, !isReporting || stop != nil { return false }
        }
        return isValid
    }

    private mutating func property(
        _ shared: SchemaShared<SchemaNode>, _ rules: SchemaShared<SchemaObjectRules>, _ entry: JSONObject.Entry,
        _ position: Int, _ scope: Int32, _ marks: inout SchemaMarks
    ) -> Bool {
        var isValid = true
        var isKnown = false
        if !rules.value.properties.isEmpty, let place = rules.value.properties.position(of: entry.key) {
            isKnown = true
            isValid = descend(position, rules.value.properties.values[place], entry.value, scope)
        }
        for (pattern, node) in rules.value.patterns {
            guard isValid || isReporting else { return false }
            if matches(shared, "patternProperties", pattern, entry.key) {
                isKnown = true
                isValid = descend(position, node, entry.value, scope) && isValid
            }
        }
        if !isKnown, let additional = rules.value.additional {
            isKnown = true
            if program.nodes[additional].value.verdict == false {
                isValid = false
                report(
                    shared, "additionalProperties", at: position, "is not allowed: the schema has no such property.")
            } else {
                isValid = descend(position, additional, entry.value, scope) && isValid
            }
        }
        if isKnown { marks.insert(position) }
        if let names = rules.value.names, isValid || isReporting {
            isValid = descend(-position - 1, names, .string(entry.key), scope) && isValid
        }
        return isValid
    }

    /// `dependentRequired`, `dependentSchemas` and `dependencies`.
    mutating func dependents(
        _ shared: SchemaShared<SchemaNode>, _ rules: SchemaShared<SchemaObjectRules>, _ value: JSONValue,
        _ object: JSONObject, _ scope: Int32, _ marks: inout SchemaMarks
    ) -> Bool {
        var isValid = true
        let required = rules.value.dependentRequired
        for place in required.values.indices where object.contains(required.name(at: place)) {
            for name in required.values[place] where !object.contains(name) {
                isValid = false
                report(
                    shared, rules.value.dependentRequiredKeyword,
                    "lacks the property \"\(name)\", which goes with \"\(required.name(at: place))\".")
            }
        }
        let schemas = rules.value.dependentSchemas
        for place in schemas.values.indices where object.contains(schemas.name(at: place)) {
            guard isValid || isReporting else { return false }
            isValid = apply(schemas.values[place], value, scope, &marks) && isValid
        }
        return isValid
    }

    /// `unevaluatedItems` and `unevaluatedProperties`: what no other keyword has looked at.
    mutating func unevaluated(
        _ shared: SchemaShared<SchemaNode>, _ value: JSONValue, _ scope: Int32, _ marks: inout SchemaMarks
    ) -> Bool {
        var isValid = true
        switch value {
        case .object(let object):
            guard let schema = shared.value.unevaluatedProperties else { return true }
            let isForbidden = program.nodes[schema].value.verdict == false
            for position in object.entries.indices where !marks.contains(position) {
                if isForbidden {
                    isValid = false
                    report(
                        shared, "unevaluatedProperties", at: position, "is not allowed: no schema that applies has it.")
                } else {
                    isValid = descend(position, schema, object.entries[position].value, scope) && isValid
                }
                if !isValid, !isReporting || stop != nil { return false }
            }
        case .array(let array):
            guard let schema = shared.value.unevaluatedItems else { return true }
            let isForbidden = program.nodes[schema].value.verdict == false
            for position in array.indices where !marks.contains(position) {
                if isForbidden {
                    isValid = false
                    report(
                        shared, "unevaluatedItems", at: position, "is not allowed: no schema that applies covers it.")
                } else {
                    isValid = descend(position, schema, array[position], scope) && isValid
                }
                if !isValid, !isReporting || stop != nil { return false }
            }
        default:
            return true
        }
        marks.insertAll()
        return isValid
    }
}
