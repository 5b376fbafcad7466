import KapellCore

/// A value that is written out.
final class JinjaConstant: JinjaExpression {
    enum Kind: Sendable {
        case none
        case bool(Bool)
        case int(Int)
        case float(Double)
        case string(String)
    }

    let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    func value(_ run: JinjaRun, _ scope: JinjaScope) -> JinjaValue {
        switch kind {
        case .none: .none
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .string(let value): .string(value)
        }
    }
}

/// A variable.
final class JinjaName: JinjaExpression {
    let id: Int
    let name: String

    init(id: Int, name: String) {
        self.id = id
        self.name = name
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) -> JinjaValue {
        scope.find(id) ?? run.builtin(name) ?? .undefined(name)
    }
}

/// `[a, b]` and `(a, b)`.
final class JinjaListNode: JinjaExpression {
    let items: [any JinjaExpression]
    let kind: JinjaList.Kind

    init(_ items: [any JinjaExpression], _ kind: JinjaList.Kind) {
        self.items = items
        self.kind = kind
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        var values: [JinjaValue] = []
        values.reserveCapacity(items.count)
        for item in items { values.append(try run.value(item, scope)) }
        return try run.list(values, kind)
    }
}

/// `{a: b}`.
final class JinjaDictNode: JinjaExpression {
    let keys: [any JinjaExpression]
    let values: [any JinjaExpression]

    init(keys: [any JinjaExpression], values: [any JinjaExpression]) {
        self.keys = keys
        self.values = values
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        let dict = JinjaDict()
        for (key, value) in zip(keys, values) {
            let key = try run.value(key, scope)
            try run.set(dict, key, to: try run.value(value, scope))
        }
        return .dict(dict)
    }
}
