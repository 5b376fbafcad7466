extension SchemaEvaluation {
    /// `type`, `const` and `enum`.
    mutating func general(_ shared: SchemaShared<SchemaNode>, _ value: JSONValue) -> Bool {
        var isValid = true
        let types = shared.value.types
        if !types.isEmpty, types.isDisjoint(with: SchemaTypes(of: value)) {
            isValid = false
            report(shared, "type", "must be \(types.words), is \(SchemaTypes.words(for: value)).")
        }
        if let constant = shared.value.constant, constant != value {
            isValid = false
            report(shared, "const", "must be \(Self.words(constant)).")
        }
        if let choices = shared.value.choices {
            steps += choices.value.containers.count
            if !choices.value.contains(value) {
                isValid = false
                report(shared, "enum", "must be one of \(choices.value.words).")
            }
        }
        return isValid
    }

    private static func words(_ value: JSONValue) -> String {
        let text = value.serialized()
        return text.utf8.count <= 200 ? text : "the constant of the schema, \(SchemaTypes.words(for: value))"
    }

    mutating func number(
        _ shared: SchemaShared<SchemaNode>, _ rules: SchemaShared<SchemaNumberRules>, _ value: JSONValue
    ) -> Bool {
        var isValid = true
        if let bound = rules.value.minimum, SchemaNumbers.isLess(value, bound) {
            isValid = false
            report(shared, "minimum", "must be at least \(bound.serialized()), is \(value.serialized()).")
        }
        if let bound = rules.value.maximum, SchemaNumbers.isLess(bound, value) {
            isValid = false
            report(shared, "maximum", "must be at most \(bound.serialized()), is \(value.serialized()).")
        }
        if let bound = rules.value.exclusiveMinimum, !SchemaNumbers.isLess(bound, value) {
            isValid = false
            report(shared, "exclusiveMinimum", "must be greater than \(bound.serialized()), is \(value.serialized()).")
        }
        if let bound = rules.value.exclusiveMaximum, !SchemaNumbers.isLess(value, bound) {
            isValid = false
            report(shared, "exclusiveMaximum", "must be less than \(bound.serialized()), is \(value.serialized()).")
        }
        if let divisor = rules.value.multipleOf, !SchemaNumbers.isMultiple(value, of: divisor) {
            isValid = false
            report(shared, "multipleOf", "must be a multiple of \(divisor.serialized()), is \(value.serialized()).")
        }
        return isValid
    }

    mutating func string(
        _ shared: SchemaShared<SchemaNode>, _ rules: SchemaShared<SchemaStringRules>, _ text: String
    ) -> Bool {
        var isValid = true
        if rules.value.minLength != nil || rules.value.maxLength != nil {
            steps += text.utf8.count / 64
            let length = text.unicodeScalars.count
            if let bound = rules.value.minLength, length < bound {
                isValid = false
                report(shared, "minLength", "must have at least \(Self.count(bound, "character")), has \(length).")
            }
            if let bound = rules.value.maxLength, length > bound {
                isValid = false
                report(shared, "maxLength", "must have at most \(Self.count(bound, "character")), has \(length).")
            }
        }
        if let pattern = rules.value.pattern, !matches(shared, "pattern", pattern, text) {
            isValid = false
            report(shared, "pattern", "must match the regular expression \(pattern.text).")
        }
        if let format = rules.value.format, !format.accepts(text) {
            isValid = false
            report(shared, "format", "must be \(format.words).")
        }
        return isValid
    }

    /// Whether a text matches; the validation ends where that takes too long.
    mutating func matches(
        _ shared: SchemaShared<SchemaNode>, _ keyword: String, _ pattern: SchemaPattern, _ text: String
    ) -> Bool {
        guard stop == nil else { return false }
        var budget = (program.limits.steps - steps) * 16
        let before = budget
        let result = pattern.matches(text, budget: &budget)
        steps += (before - budget) / 16
        guard let result else {
            end(
                shared, keyword,
                "was not validated to the end: the regular expression \(pattern.text) takes too many steps.")
            return false
        }
        return result
    }

    static func count(_ number: Int, _ word: String) -> String {
        if number == 1 { return "1 \(word)" }
        return word.hasSuffix("y") ? "\(number) \(word.dropLast())ies" : "\(number) \(word)s"
    }
}
