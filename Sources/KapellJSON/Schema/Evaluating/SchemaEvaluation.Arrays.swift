extension SchemaEvaluation {
    mutating func array(
        _ shared: SchemaShared<SchemaNode>, _ rules: SchemaShared<SchemaArrayRules>, _ array: [JSONValue],
        _ scope: Int32, _ marks: inout SchemaMarks
    ) -> Bool {
        var isValid = true
        if let bound = rules.value.minItems, array.count < bound {
            isValid = false
            report(shared, "minItems", "must have at least \(Self.count(bound, "element")), has \(array.count).")
        }
        if let bound = rules.value.maxItems, array.count > bound {
            isValid = false
            report(shared, "maxItems", "must have at most \(Self.count(bound, "element")), has \(array.count).")
        }
        if rules.value.isUnique, isValid || isReporting, let (first, second) = twins(shared, array) {
            isValid = false
            report(
                shared, "uniqueItems", "must not hold the same value twice: elements \(first) and \(second) are equal.")
        }
        if !isValid, !isReporting { return false }
        let prefix = rules.value.prefix
        for position in array.indices.prefix(prefix.count) {
            isValid = descend(position, prefix[position], array[position], scope) && isValid
            if !isValid, !isReporting { return false }
            marks.insert(position)
        }
        if let rest = rules.value.rest, array.count > prefix.count {
            isValid = self.rest(shared, rest, rules.value.restKeyword, array, from: prefix.count, scope) && isValid
            marks.insertAll()
        }
        if !isValid, !isReporting { return false }
        if let contains = rules.value.contains {
            isValid = self.contains(shared, rules, contains, array, scope, &marks) && isValid
        }
        return isValid
    }

    private mutating func rest(
        _ shared: SchemaShared<SchemaNode>, _ rest: Int, _ keyword: String, _ array: [JSONValue], from start: Int,
        _ scope: Int32
    ) -> Bool {
        if program.nodes[rest].value.verdict == false {
            report(
                shared, keyword, "must have at most \(Self.count(start, "element")), has \(array.count).")
            return false
        }
        if program.nodes[rest].value.verdict == true { return true }
        var isValid = true
        for position in start..<array.count {
            isValid = descend(position, rest, array[position], scope) && isValid
            if !isValid, !isReporting || stop != nil { return false }
        }
        return isValid
    }

    private mutating func contains(
        _ shared: SchemaShared<SchemaNode>, _ rules: SchemaShared<SchemaArrayRules>, _ schema: Int,
        _ array: [JSONValue], _ scope: Int32, _ marks: inout SchemaMarks
    ) -> Bool {
        let least = rules.value.minContains ?? 1
        let wasReporting = isReporting
        isReporting = false
        var found = 0
        for position in array.indices where descend(position, schema, array[position], scope) {
            found += 1
            if rules.value.containsMarks { marks.insert(position) }
        }
        isReporting = wasReporting
        if found < least {
            let keyword = rules.value.minContains == nil ? "contains" : "minContains"
            report(
                shared, keyword,
                "must hold at least \(Self.count(least, "element")) of the kind that `contains` describes, "
                    + "has \(found).")
            return false
        }
        if let most = rules.value.maxContains, found > most {
            report(
                shared, "maxContains",
                "must hold at most \(Self.count(most, "element")) of the kind that `contains` describes, has \(found).")
            return false
        }
        return true
    }

    /// Two equal elements.
    private mutating func twins(_ shared: SchemaShared<SchemaNode>, _ array: [JSONValue]) -> (Int, Int)? {
        steps += array.count
        var byHash: [Int: [Int]] = [:]
        byHash.reserveCapacity(array.count)
        for position in array.indices {
            let hash = array[position].hashValue
            for other in byHash[hash, default: []] {
                // Values that differ only far below their roots have the same hash: each comparison costs.
                steps += 32
                if steps > program.limits.steps {
                    end(
                        shared, "uniqueItems",
                        "was not validated to the end: it takes more than \(program.limits.steps) steps.")
                    return nil
                }
                if array[other] == array[position] { return (other, position) }
            }
            byHash[hash, default: []].append(position)
        }
        return nil
    }
}
