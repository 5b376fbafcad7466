extension SchemaEvaluation {
    /// Applies another schema to the same value, and keeps its marks where it holds.
    mutating func apply(_ number: Int, _ value: JSONValue, _ scope: Int32, _ marks: inout SchemaMarks) -> Bool {
        guard marks.isActive else { return evaluate(number, value, scope, &marks) }
        var own = fresh(marks)
        let isValid = evaluate(number, value, scope, &own)
        if isValid { marks.formUnion(own) }
        return isValid
    }

    /// The keywords that apply other schemas to the same value.
    mutating func inPlace(
        _ shared: SchemaShared<SchemaNode>, _ rules: SchemaShared<SchemaInPlaceRules>, _ value: JSONValue,
        _ scope: Int32, _ marks: inout SchemaMarks
    ) -> Bool {
        var isValid = true
        if let target = rules.value.reference {
            isValid = follow(shared, "$ref", target, value, scope, &marks)
        }
        if let (first, name) = rules.value.dynamic, isValid || isReporting {
            let isPlain = name.text.isEmpty
            let target = isPlain ? first : scopes.schema(named: name, in: scope, program.dynamicAnchors) ?? first
            let keyword = name == SchemaResource.recursiveAnchor ? "$recursiveRef" : "$dynamicRef"
            isValid = follow(shared, keyword, target, value, scope, &marks) && isValid
        }
        for number in rules.value.allOf where isValid || isReporting {
            isValid = apply(number, value, scope, &marks) && isValid
        }
        if !rules.value.anyOf.isEmpty, isValid || isReporting {
            isValid = anyOf(shared, rules.value.anyOf, value, scope, &marks) && isValid
        }
        if !rules.value.oneOf.isEmpty, isValid || isReporting {
            isValid = oneOf(shared, rules.value.oneOf, value, scope, &marks) && isValid
        }
        if let number = rules.value.not, isValid || isReporting {
            var own = SchemaMarks.none
            if check(number, value, scope, &own) {
                isValid = false
                report(shared, "not", "must not satisfy the schema of `not`, but does.")
            }
        }
        if let condition = rules.value.condition, isValid || isReporting {
            var own = fresh(marks)
            let holds = check(condition, value, scope, &own)
            if holds { marks.formUnion(own) }
            if let branch = holds ? rules.value.then : rules.value.otherwise {
                isValid = apply(branch, value, scope, &marks) && isValid
            }
        }
        return isValid
    }

    private mutating func anyOf(
        _ shared: SchemaShared<SchemaNode>, _ numbers: [Int], _ value: JSONValue, _ scope: Int32,
        _ marks: inout SchemaMarks
    ) -> Bool {
        var found = false
        for number in numbers {
            var own = fresh(marks)
            guard check(number, value, scope, &own) else { continue }
            found = true
            if !marks.isActive { break }
            marks.formUnion(own)
        }
        if !found, isReporting, stop == nil {
            let why = reasons(numbers, value, scope)
            report(shared, "anyOf", "satisfies none of the \(Self.count(numbers.count, "alternative")): \(why).")
        }
        return found
    }

    private mutating func oneOf(
        _ shared: SchemaShared<SchemaNode>, _ numbers: [Int], _ value: JSONValue, _ scope: Int32,
        _ marks: inout SchemaMarks
    ) -> Bool {
        var found: [Int] = []
        var kept = SchemaMarks.none
        for (place, number) in numbers.enumerated() {
            var own = fresh(marks)
            guard check(number, value, scope, &own) else { continue }
            found.append(place + 1)
            kept = own
            if found.count == 2 { break }
        }
        if found.count == 1 {
            marks.formUnion(kept)
            return true
        }
        if isReporting, stop == nil {
            if found.isEmpty {
                let why = reasons(numbers, value, scope)
                report(shared, "oneOf", "satisfies none of the \(Self.count(numbers.count, "alternative")): \(why).")
            } else {
                report(
                    shared, "oneOf",
                    "must satisfy exactly one of the alternatives, but satisfies \(found[0]) and \(found[1]).")
            }
        }
        return false
    }
}
