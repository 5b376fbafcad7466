import KapellCore

/// Attributes, entries, slices, and walking over what a value holds.
extension JinjaRun {
    private static let builtins: [String: JinjaFunction] = Dictionary(
        uniqueKeysWithValues: [.range, .namespace, .dict, .raise, .time].map { ($0.rawValue, $0) })

    func builtin(_ name: String) -> JinjaValue? { Self.builtins[name].map { .function($0) } }

    /// `value.name`: a method comes before an entry of the same name, as in jinja2.
    func attribute(_ name: String, of value: JinjaValue) throws(KapellError) -> JinjaValue {
        if case .undefined = value { throw fault("`.\(name.prefix(60))` of \(value.kindName).") }
        if let own = own(name, of: value) { return own }
        if case .dict(let dict) = value, let entry = dict[name] { return entry }
        return .undefined(name)
    }

    /// `value[key]`: an entry comes first.
    func item(_ key: JinjaValue, of value: JinjaValue) throws(KapellError) -> JinjaValue {
        var index: Int?
        switch key {
        case .int(let number): index = number
        case .bool(let flag): index = flag ? 1 : 0
        default: break
        }
        switch value {
        case .undefined: throw fault("an entry of \(value.kindName).")
        case .dict(let dict):
            if let entry = dict[key] { return entry }
        case .list(let list) where list.isIndexed:
            if let index, let place = Self.place(index, list.items.count) { return list.items[place] }
        case .string(let text), .markup(let text):
            if let index {
                let scalars = text.unicodeScalars
                if index >= 0,
                    let place = scalars.index(scalars.startIndex, offsetBy: index, limitedBy: scalars.endIndex)
                {
                    if place < scalars.endIndex { return .string(String(scalars[place])) }
                } else if let place = Self.place(index, scalars.count) {
                    return .string(String(scalars[scalars.index(scalars.startIndex, offsetBy: place)]))
                }
            }
        default: break
        }
        if let name = key.stringValue {
            return own(name, of: value) ?? .undefined(name)
        }
        return .undefined(index.map(String.init) ?? "an entry")
    }

    private static func place(_ index: Int, _ count: Int) -> Int? {
        let place = index < 0 ? index + count : index
        return place >= 0 && place < count ? place : nil
    }

    /// What a value has by itself.
    private func own(_ name: String, of value: JinjaValue) -> JinjaValue? {
        switch value {
        case .string, .markup: JinjaMethods.ofTexts.contains(name) ? .method(JinjaMethod(value, name)) : nil
        case .dict: JinjaMethods.ofDicts.contains(name) ? .method(JinjaMethod(value, name)) : nil
        case .list(let list):
            (list.kind == .list ? JinjaMethods.ofLists : JinjaMethods.ofTuples).contains(name) && list.isIndexed
                ? .method(JinjaMethod(value, name)) : nil
        case .namespace(let namespace): namespace.attributes[name]
        case .loop(let loop): loop.attribute(name)
        case .macro(let macro) where name == "name": .string(macro.node.name)
        default: nil
        }
    }

    func slice(_ value: JinjaValue, _ start: Int?, _ stop: Int?, _ step: Int?) throws(KapellError) -> JinjaValue {
        guard step != 0 else { throw fault("the step of a slice is 0.") }
        switch value {
        case .string(let text), .markup(let text):
            let scalars = Array(text.unicodeScalars)
            let places = Self.places(start, stop, step ?? 1, count: scalars.count)
            return .string(try charged(JinjaText.string(places.map { scalars[$0] })))
        case .list(let list) where list.isIndexed:
            let places = Self.places(start, stop, step ?? 1, count: list.items.count)
            return try self.list(places.map { list.items[$0] }, list.kind)
        default: throw fault("a slice of \(value.kindName).")
        }
    }

    /// The places that a slice takes of `count`.
    private static func places(_ start: Int?, _ stop: Int?, _ step: Int, count: Int) -> [Int] {
        let (low, high) = step > 0 ? (0, count) : (-1, count - 1)
        func bound(_ value: Int?, _ fallback: Int) -> Int {
            guard let value else { return fallback }
            let place = value < 0 ? value.addingReportingOverflow(count).partialValue : value
            return min(max(place, low), high)
        }
        let first = bound(start, step > 0 ? low : high)
        let last = bound(stop, step > 0 ? high : low)
        return Array(stride(from: first, to: last, by: step))
    }

    /// What a loop walks over.
    func elements(_ value: JinjaValue) throws(KapellError) -> [JinjaValue] {
        let items: [JinjaValue]
        switch value {
        case .undefined: items = []
        case .list(let list): items = list.items
        case .dict(let dict): items = dict.keys
        case .generator(let generator): items = generator.rest()
        case .string(let text), .markup(let text): items = text.unicodeScalars.map { .string(String($0)) }
        case .loop(let loop): items = loop.items
        default: throw fault("\(value.kindName) cannot be walked over.")
        }
        try step(items.count)
        return items
    }

    func assign(_ value: JinjaValue, to target: JinjaTarget, _ scope: JinjaScope) throws(KapellError) {
        switch target {
        case .name(let id): scope.set(id, value)
        case .attribute(let id, let name, let owner):
            guard case .namespace(let namespace)? = scope.find(id) else {
                throw fault(
                    "`\(owner.prefix(60)).\(name.prefix(60))` is set, and `\(owner.prefix(60))` is no namespace.")
            }
            try set(namespace.attributes, .string(name), to: value)
        case .list(let targets):
            let items = try elements(value)
            guard items.count == targets.count else {
                throw fault("\(items.count) values are assigned to \(targets.count) names.")
            }
            for (target, item) in zip(targets, items) { try assign(item, to: target, scope) }
        }
    }
}
