import KapellCore

/// Filters that take what can be walked over.
extension JinjaFilters {
    static let lists: [String: JinjaFilter] = [
        "length": length,
        "count": length,
        "list": { (run, value, _) throws(KapellError) in try run.list(try run.elements(value)) },
        "first": { (run, value, _) throws(KapellError) in
            if case .generator(let generator) = value { return generator.next() ?? .undefined("the first of none") }
            return try run.elements(value).first ?? .undefined("the first of none")
        },
        "last": { (run, value, _) throws(KapellError) in
            if case .generator = value { throw run.fault("a generator has no last element.") }
            return try run.elements(value).last ?? .undefined("the last of none")
        },
        "join": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["d", "attribute"], of: "join", run)
            let separator = try run.text(given[0] ?? .string(""))
            var text = ""
            for (index, item) in try run.elements(value).enumerated() {
                if index > 0 { text += separator }
                text += try run.text(try run.part(given[1], of: item))
                if text.utf8.count > run.limits.outputBytes { try run.charge(text.utf8.count) }
            }
            return .string(try run.charged(text))
        },
        "reverse": { (run, value, _) throws(KapellError) in
            if let text = value.stringValue { return .string(JinjaText.string(text.unicodeScalars.reversed())) }
            return .generator(JinjaGenerator(try run.elements(value).reversed()))
        },
        "items": { (run, value, _) throws(KapellError) in
            switch value {
            case .undefined: return .generator(JinjaGenerator([]))
            case .dict(let dict): return .generator(JinjaGenerator(try JinjaMethods.pairs(dict, run)))
            default: throw run.fault("`items` is given \(value.kindName), and takes a mapping.")
            }
        },
        "dictsort": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["case_sensitive", "by", "reverse"], of: "dictsort", run)
            guard case .dict(let dict) = value else { throw run.fault("`dictsort` is given \(value.kindName).") }
            let folds = given[0]?.isTrue != true
            let keys = given[1]?.stringValue == "value" ? dict.values : dict.keys
            let order = try sorted(
                Array(keys.indices), by: { folds ? folded(keys[$0]) : keys[$0] }, reverse: given[2]?.isTrue == true, run
            )
            let pairs = try JinjaMethods.pairs(dict, run)
            return try run.list(order.map { pairs[$0] })
        },
        "sort": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["reverse", "case_sensitive", "attribute"], of: "sort", run)
            let items = try run.elements(value)
            let keys = try items.map { (item) throws(KapellError) -> JinjaValue in
                try key(of: item, by: given[2], folds: given[1]?.isTrue != true, run)
            }
            let order = try sorted(Array(items.indices), by: { keys[$0] }, reverse: given[0]?.isTrue == true, run)
            return try run.list(order.map { items[$0] })
        },
        "unique": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["case_sensitive", "attribute"], of: "unique", run)
            let seen = JinjaDict()
            var kept: [JinjaValue] = []
            for item in try run.elements(value) {
                let key = try key(of: item, by: given[1], folds: given[0]?.isTrue != true, run)
                guard seen[key] == nil else { continue }
                try run.set(seen, key, to: .none)
                kept.append(item)
            }
            return .generator(JinjaGenerator(kept))
        },
        "min": { (run, value, arguments) throws(KapellError) in try extreme(value, arguments, isMaximum: false, run) },
        "max": { (run, value, arguments) throws(KapellError) in try extreme(value, arguments, isMaximum: true, run) },
        "sum": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["attribute", "start"], of: "sum", run)
            var total = given[1] ?? .int(0)
            for item in try run.elements(value) {
                total = try run.calculate(.add, total, try run.part(given[0], of: item))
            }
            return total
        },
        "batch": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["linecount", "fill_with"], of: "batch", run)
            guard case .int(let size)? = given[0], size > 0 else { throw run.fault("`batch` needs a size.") }
            let items = try run.elements(value)
            var batches: [JinjaValue] = []
            for start in stride(from: 0, to: items.count, by: size) {
                var batch = Array(items[start..<min(items.count - start, size) + start])
                if let fill = given[1], batch.count < size {
                    try run.charge(24 * min(size, 1 << 40))
                    batch += Array(repeating: fill, count: size - batch.count)
                }
                batches.append(try run.list(batch))
            }
            return .generator(JinjaGenerator(batches))
        },
        "groupby": { (run, value, arguments) throws(KapellError) in
            let given = try arguments.taken(["attribute", "default", "case_sensitive"], of: "groupby", run)
            let items = try run.elements(value)
            let folds = given[2]?.isTrue != true
            var keys: [JinjaValue] = []
            for item in items {
                let key = try run.part(given[0], of: item, fallback: given[1])
                keys.append(folds ? folded(key) : key)
            }
            var groups: [(key: JinjaValue, items: [JinjaValue])] = []
            for place in try sorted(Array(items.indices), by: { keys[$0] }, reverse: false, run) {
                if let last = groups.last, try run.areEqual(last.key, keys[place]) {
                    groups[groups.count - 1].items.append(items[place])
                } else {
                    groups.append((keys[place], [items[place]]))
                }
            }
            return try run.list(
                try groups.map { (group) throws(KapellError) -> JinjaValue in
                    let shown = try run.part(given[0], of: group.items[0], fallback: given[1])
                    return try run.list([shown, try run.list(group.items)], .tuple)
                })
        },
    ]

    private static let length: JinjaFilter = { (run, value, _) throws(KapellError) in
        switch value {
        case .undefined: return .int(0)
        case .string(let text), .markup(let text): return .int(text.unicodeScalars.count)
        case .list(let list): return .int(list.items.count)
        case .dict(let dict): return .int(dict.count)
        case .loop(let loop): return .int(loop.items.count)
        default: throw run.fault("\(value.kindName) has no length.")
        }
    }

    /// Texts in lower case, everything else as it is: how jinja2 compares unless asked not to.
    static func folded(_ value: JinjaValue) -> JinjaValue {
        value.stringValue.map { .string($0.lowercased()) } ?? value
    }

    private static func key(
        of item: JinjaValue, by attribute: JinjaValue?, folds: Bool, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        guard let names = attribute?.stringValue, names.unicodeScalars.contains(",") else {
            let key = try run.part(attribute, of: item)
            return folds ? folded(key) : key
        }
        var parts: [JinjaValue] = []
        for name in JinjaText.split(names, by: ",", limit: -1) {
            let key = try run.part(.string(name), of: item)
            parts.append(folds ? folded(key) : key)
        }
        return try run.list(parts, .tuple)
    }

    /// `places` in the order of their keys. Equal ones keep their order.
    static func sorted(
        _ places: [Int], by key: (Int) -> JinjaValue, reverse: Bool, _ run: JinjaRun
    ) throws(KapellError) -> [Int] {
        // The standard library's sort rethrows any error, and its order of equal elements is not promised.
        guard places.count > 1 else { return places }
        let middle = places.count / 2
        var left = try sorted(Array(places[..<middle]), by: key, reverse: reverse, run)[...]
        var right = try sorted(Array(places[middle...]), by: key, reverse: reverse, run)[...]
        var merged: [Int] = []
        merged.reserveCapacity(places.count)
        while let first = left.first, let second = right.first {
            let takesSecond =
                reverse ? try run.isLess(key(first), key(second)) : try run.isLess(key(second), key(first))
            merged.append(takesSecond ? second : first)
            if takesSecond { right.removeFirst() } else { left.removeFirst() }
        }
        return merged + left + right
    }

    private static func extreme(
        _ value: JinjaValue, _ arguments: JinjaArguments, isMaximum: Bool, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        let given = try arguments.taken(["case_sensitive", "attribute"], of: isMaximum ? "max" : "min", run)
        var best: (item: JinjaValue, key: JinjaValue)?
        for item in try run.elements(value) {
            let key = try key(of: item, by: given[1], folds: given[0]?.isTrue != true, run)
            guard let current = best else {
                best = (item, key)
                continue
            }
            if isMaximum ? try run.isLess(current.key, key) : try run.isLess(key, current.key) { best = (item, key) }
        }
        return best?.item ?? .undefined("the least or greatest of none")
    }
}

extension JinjaRun {
    /// The part of a value that an `attribute` names: names and numbers with dots between them.
    func part(
        _ attribute: JinjaValue?, of value: JinjaValue, fallback: JinjaValue? = nil
    ) throws(KapellError) -> JinjaValue {
        var value = value
        switch attribute {
        case nil, JinjaValue.none?: return value
        case .int?: value = try item(attribute ?? .none, of: value)
        default:
            for name in JinjaText.split(try text(attribute ?? .none), by: ".", limit: -1) {
                value = try item(Int(name).map { .int($0) } ?? .string(name), of: value)
                if value.isUndefined, let fallback { value = fallback }
            }
        }
        return value
    }
}
