extension ConfigurationValidator {
    /// Checks a single value.
    mutating func check(
        _ scalar: ConfigurationScalar, _ shape: ConfigurationShape, at position: SourcePosition, path: String,
        example: String
    ) {
        var problem: String?
        var remedy = "Write for example `\(example)`."
        switch shape {
        case .constant(let value):
            if scalar.kind != .integer || scalar.wholeNumber != value {
                problem = "must be \(shape.noun); here is \(described(scalar))."
            }
        case .integer(let range):
            if scalar.wholeNumber.map(range.contains) != true {
                problem = "must be \(shape.noun); here is \(described(scalar))."
            }
        case .size(let range):
            if scalar.byteSize == nil {
                problem = "must be \(shape.noun); here is \(described(scalar))."
                remedy = "Use whole numbers and the units B, KB, MB, GB, KiB, MiB or GiB. \(remedy)"
            } else if scalar.byteSize.map(range.contains) != true {
                problem = "must be \(range.lowerBound) to \(range.upperBound) bytes; here is \(described(scalar))."
            }
        case .choice(let names):
            if scalar.kind != .text || !names.contains(scalar.text) {
                problem = "must be \(shape.noun); here is \(described(scalar))."
                if scalar.variables.isEmpty, let near = nearestName(to: scalar.text, in: names), near.isClose {
                    remedy = "Did you mean `\(near.name)`?"
                }
            }
        case .boolean:
            if scalar.boolean == nil {
                problem = "must be \(shape.noun); here is \(described(scalar))."
            }
        case .text(let rule):
            if scalar.kind != .text {
                problem = "must be \(rule.noun); here is \(rule.isSecret ? scalar.kind.noun : described(scalar))."
                if scalar.kind != .nothing { remedy = "Put it in quotes if it is meant as text." }
            } else if !rule.accepts(scalar.text) {
                let explanation = rule.explain(scalar.text, scalar.quoted)
                problem = explanation.problem
                remedy = explanation.remedy ?? remedy
            }
        case .duration:
            if DurationText.duration(scalar) == nil {
                problem = "must be \(shape.noun); here is \(described(scalar))."
                remedy = "Use a whole number and ms, s, m, h or d. \(remedy)"
            }
        case .list, .section, .named, .either, .oneOrMore, .any:
            break
        }
        guard let problem else { return }
        if scalar.kind == .nothing {
            issues.add(position, key: path, "`\(path)` has no value.", remedy: remedy)
        } else {
            issues.add(position, key: path, "`\(path)` \(problem)", remedy: remedy)
        }
    }

    private func described(_ scalar: ConfigurationScalar) -> String {
        guard scalar.variables.isEmpty else { return scalar.quoted }
        return scalar.kind == .text ? "the text \(scalar.quoted)" : scalar.quoted
    }
}
