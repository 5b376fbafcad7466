extension SchemaEvaluation {
    /// Notes a violation, where they are asked for.
    @inline(never)
    mutating func report(_ shared: SchemaShared<SchemaNode>, _ keyword: String, _ message: @autoclosure () -> String) {
        if isReporting { note(violation(shared, keyword, message())) }
    }

    /// Notes a violation at a property or an element of the present value.
    @inline(never)
    mutating func report(
        _ shared: SchemaShared<SchemaNode>, _ keyword: String, at position: Int, _ message: @autoclosure () -> String
    ) {
        guard isReporting else { return }
        path.append(position)
        note(violation(shared, keyword, message()))
        path.removeLast()
    }

    private mutating func note(_ violation: SchemaViolation) {
        violations.append(violation)
        // Enough: the rest only has to come to an end.
        if violations.count >= program.limits.violations { isReporting = false }
    }

    /// Ends the validation.
    mutating func end(_ shared: SchemaShared<SchemaNode>, _ keyword: String, _ message: String) {
        guard stop == nil else { return }
        stop = violation(shared, keyword, message, isLimit: true)
    }

    private func violation(
        _ shared: SchemaShared<SchemaNode>, _ keyword: String, _ message: String, isLimit: Bool = false
    ) -> SchemaViolation {
        SchemaViolation(
            instancePath: instancePath,
            schemaPath: keyword.isEmpty ? shared.value.place : "\(shared.value.place)/\(keyword)",
            keyword: keyword, message: message, isLimit: isLimit)
    }

    private var instancePath: String {
        var pointer = ""
        var value = root
        for position in path {
            switch value {
            case .object(let object):
                let isName = position < 0
                let entry = object.entries[isName ? -position - 1 : position]
                pointer += "/" + SchemaPointer.escaped(entry.key)
                value = isName ? .null : entry.value
            case .array(let array):
                pointer += "/\(position)"
                value = array[position]
            default:
                return pointer
            }
        }
        return pointer
    }

    /// Checks a schema without reporting.
    mutating func check(_ number: Int, _ value: JSONValue, _ scope: Int32, _ marks: inout SchemaMarks) -> Bool {
        let wasReporting = isReporting
        isReporting = false
        defer { isReporting = wasReporting }
        return evaluate(number, value, scope, &marks)
    }

    /// Why a value does not satisfy any of some schemas: the first reason of each.
    @inline(never)
    mutating func reasons(_ numbers: [Int], _ value: JSONValue, _ scope: Int32) -> String {
        let kept = violations
        let wasExplaining = isExplaining
        isExplaining = true
        defer {
            violations = kept
            isExplaining = wasExplaining
            isReporting = true
        }
        var words: [String] = []
        for (place, number) in numbers.prefix(5).enumerated() {
            violations = []
            isReporting = true
            var marks = SchemaMarks.none
            _ = evaluate(number, value, scope, &marks)
            guard let first = violations.first else { continue }
            var message = first.message.hasSuffix(".") ? String(first.message.dropLast()) : first.message
            if message.utf8.count > 300 { message = String(message.prefix(300)) + "…" }
            let here = instancePath
            let below = String(first.instancePath.dropFirst(here.count))
            words.append("(\(place + 1)) \(below.isEmpty ? "" : below + " ")\(message)")
        }
        if numbers.count > 5 { words.append("and \(numbers.count - 5) more") }
        return words.joined(separator: "; ")
    }
}
