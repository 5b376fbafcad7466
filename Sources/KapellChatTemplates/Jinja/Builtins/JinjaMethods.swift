import KapellCore

/// The methods of Python's texts, lists and mappings.
enum JinjaMethods {
    static let ofTexts: Set<String> = [
        "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "startswith", "endswith", "upper", "lower",
        "title",
        "capitalize", "casefold", "swapcase", "replace", "find", "rfind", "index", "rindex", "count", "join", "format",
        "isdigit", "isnumeric", "isdecimal", "isalpha", "isalnum", "isspace", "isupper", "islower", "zfill", "ljust",
        "rjust", "center", "removeprefix", "removesuffix", "partition", "rpartition",
    ]
    static let ofLists: Set<String> = [
        "append", "extend", "insert", "pop", "remove", "clear", "reverse", "index", "count", "copy",
    ]
    static let ofTuples: Set<String> = ["index", "count"]
    static let ofDicts: Set<String> = [
        "items", "keys", "values", "get", "pop", "update", "setdefault", "copy", "clear",
    ]

    static func call(
        _ method: JinjaMethod, _ arguments: JinjaArguments, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        switch method.receiver {
        case .string(let text), .markup(let text): return try call(method.name, of: text, arguments, run)
        case .list(let list): return try call(method.name, of: list, arguments, run)
        case .dict(let dict): return try call(method.name, of: dict, arguments, run)
        case .loop(let loop):
            let values = arguments.positional
            guard method.name == "cycle" else {
                var isSame = loop.last?.count == values.count
                for (one, other) in zip(loop.last ?? [], values) where isSame { isSame = try run.areEqual(one, other) }
                loop.last = values
                return .bool(!isSame)
            }
            guard !values.isEmpty else { throw run.fault("`loop.cycle` needs something to go through.") }
            return values[loop.index % values.count]
        default: throw run.fault("`\(method.name)` cannot be called.")
        }
    }

    static func pairs(_ dict: JinjaDict, _ run: JinjaRun) throws(KapellError) -> [JinjaValue] {
        var pairs: [JinjaValue] = []
        pairs.reserveCapacity(dict.count)
        for (key, value) in zip(dict.keys, dict.values) { pairs.append(try run.list([key, value], .tuple)) }
        return pairs
    }

    // MARK: Lists

    private static func call(
        _ name: String, of list: JinjaList, _ arguments: JinjaArguments, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        let given = try arguments.taken(["first", "second"], of: name, run)
        func needed(_ place: Int) throws(KapellError) -> JinjaValue {
            guard let value = given[place] else { throw run.fault("`\(name)` lacks an argument.") }
            return value
        }
        func place(of value: JinjaValue) throws(KapellError) -> Int? {
            for (index, item) in list.items.enumerated() where try run.areEqual(item, value) { return index }
            return nil
        }
        if !["index", "count", "copy"].contains(name) { run.change(list) }
        switch name {
        case "append", "insert", "extend":
            let added = name == "extend" ? try run.elements(try needed(0)) : [try needed(name == "insert" ? 1 : 0)]
            try run.charge(24 * added.count)
            list.depth = max(list.depth, 1 + added.reduce(0) { max($0, $1.depth) })
            try run.check(dataDepth: list.depth)
            var position = list.items.count
            if name == "insert", case .int(let index) = try needed(0) {
                position = min(max(index < 0 ? index + list.items.count : index, 0), list.items.count)
            }
            list.items.insert(contentsOf: added, at: position)
        case "pop":
            var index = list.items.count - 1
            if case .int(let number)? = given[0] { index = number < 0 ? number + list.items.count : number }
            guard list.items.indices.contains(index) else { throw run.fault("`pop` takes what is not there.") }
            return list.items.remove(at: index)
        case "remove":
            guard let found = try place(of: try needed(0)) else { throw run.fault("`remove` takes what is not there.") }
            list.items.remove(at: found)
        case "clear": list.items = []
        case "reverse": list.items.reverse()
        case "copy": return try run.list(list.items)
        case "index":
            guard let found = try place(of: try needed(0)) else { throw run.fault("`index` finds nothing.") }
            return .int(found)
        default:
            let value = try needed(0)
            var count = 0
            for item in list.items where try run.areEqual(item, value) { count += 1 }
            return .int(count)
        }
        return .none
    }

    // MARK: Mappings

    private static func call(
        _ name: String, of dict: JinjaDict, _ arguments: JinjaArguments, _ run: JinjaRun
    ) throws(KapellError) -> JinjaValue {
        switch name {
        case "items": return try run.list(try pairs(dict, run), .items)
        case "keys": return try run.list(dict.keys, .keys)
        case "values": return try run.list(dict.values, .values)
        case "update":
            run.change(dict)
            try run.fill(dict, arguments)
            return .none
        case "clear":
            run.change(dict)
            dict.removeAll()
            return .none
        case "copy":
            let copy = JinjaDict()
            for (key, value) in zip(dict.keys, dict.values) { try run.set(copy, key, to: value) }
            return .dict(copy)
        default: break
        }
        guard arguments.named.isEmpty, (1...2).contains(arguments.positional.count) else {
            throw run.fault("`\(name)` takes a key and what stands for it where it is missing.")
        }
        let (key, fallback) = (arguments.positional[0], arguments.positional.dropFirst().first)
        if name == "pop" {
            run.change(dict)
            guard let value = dict.remove(key) ?? fallback else { throw run.fault("`pop` takes what is not there.") }
            return value
        }
        if let value = dict[key] { return value }
        if name == "setdefault" {
            run.change(dict)
            try run.set(dict, key, to: fallback ?? .none)
        }
        return fallback ?? .none
    }
}
