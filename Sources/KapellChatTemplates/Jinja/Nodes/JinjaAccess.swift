import KapellCore

/// What follows an expression: an entry, a call, a filter, a test.
protocol JinjaStep: AnyObject, Sendable {
    func apply(to value: JinjaValue, _ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue
}

/// An expression with what follows it, in one node, so that the length of the row is no depth.
final class JinjaChain: JinjaExpression {
    let base: any JinjaExpression
    let steps: [any JinjaStep]

    init(_ base: any JinjaExpression, _ steps: [any JinjaStep]) {
        self.base = base
        self.steps = steps
    }

    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        var value = try run.value(base, scope)
        for step in steps { value = try step.apply(to: value, run, scope) }
        return value
    }
}

/// `a.name`: the method of this name where the value has one, else the entry.
final class JinjaAttribute: JinjaStep {
    let name: String
    let line: Int

    init(_ name: String, line: Int) {
        self.name = name
        self.line = line
    }

    func apply(to value: JinjaValue, _ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        run.line = line
        return try run.attribute(name, of: value)
    }
}

/// `a[b]`: the entry, else the method of this name.
final class JinjaSubscript: JinjaStep {
    let key: any JinjaExpression
    let line: Int

    init(_ key: any JinjaExpression, line: Int) {
        self.key = key
        self.line = line
    }

    func apply(to value: JinjaValue, _ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        let key = try run.value(key, scope)
        run.line = line
        return try run.item(key, of: value)
    }
}

/// `a[from:to:step]`.
final class JinjaSlice: JinjaStep {
    let bounds: [(any JinjaExpression)?]
    let line: Int

    init(_ bounds: [(any JinjaExpression)?], line: Int) {
        self.bounds = bounds
        self.line = line
    }

    func apply(to value: JinjaValue, _ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        var numbers: [Int?] = []
        for bound in bounds {
            guard let bound else {
                numbers.append(nil)
                continue
            }
            let number = try run.value(bound, scope)
            run.line = line
            switch number {
            case .none: numbers.append(nil)
            case .int(let number): numbers.append(number)
            case .bool(let flag): numbers.append(flag ? 1 : 0)
            default: throw run.fault("the bound of a slice is \(number.kindName).")
            }
        }
        run.line = line
        return try run.slice(value, numbers[0], numbers[1], numbers[2])
    }
}

/// `f(a, b=c)`.
final class JinjaCall: JinjaStep {
    let arguments: JinjaArgumentList
    let line: Int

    init(_ arguments: JinjaArgumentList, line: Int) {
        self.arguments = arguments
        self.line = line
    }

    func apply(to value: JinjaValue, _ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        let arguments = try arguments.values(run, scope)
        run.line = line
        return try run.call(value, arguments)
    }
}

/// The arguments of a call as they are written.
struct JinjaArgumentList: Sendable {
    var positional: [any JinjaExpression] = []
    var named: [(name: String, value: any JinjaExpression)] = []
    /// `*list` and `**mapping`.
    var spread: (any JinjaExpression)?
    var spreadNamed: (any JinjaExpression)?

    func values(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaArguments {
        var values = JinjaArguments()
        for argument in positional { values.positional.append(try run.value(argument, scope)) }
        for argument in named { values.named.append((argument.name, try run.value(argument.value, scope))) }
        if let spread { values.positional += try run.elements(try run.value(spread, scope)) }
        if let spreadNamed {
            guard case .dict(let dict) = try run.value(spreadNamed, scope) else {
                throw run.fault("`**` stands before what is no mapping.")
            }
            for (key, value) in zip(dict.keys, dict.values) { values.named.append((try run.text(key), value)) }
        }
        return values
    }
}

/// `value | filter(arguments)`.
final class JinjaFilterNode: JinjaStep {
    let name: String
    let filter: JinjaFilter?
    let arguments: JinjaArgumentList
    let line: Int

    init(_ name: String, _ arguments: JinjaArgumentList, line: Int) {
        self.name = name
        filter = JinjaFilters.named[name]
        self.arguments = arguments
        self.line = line
    }

    func apply(to value: JinjaValue, _ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        let arguments = try arguments.values(run, scope)
        run.line = line
        guard let filter else { throw JinjaFault.syntax(line, "there is no filter `\(name.prefix(60))`.") }
        return try filter(run, value, arguments)
    }
}

/// `value is test(arguments)`.
final class JinjaTestNode: JinjaStep {
    let name: String
    let test: JinjaTest?
    let arguments: JinjaArgumentList
    let isNegated: Bool
    let line: Int

    init(_ name: String, _ arguments: JinjaArgumentList, isNegated: Bool, line: Int) {
        self.name = name
        test = JinjaTests.named[name]
        self.arguments = arguments
        self.isNegated = isNegated
        self.line = line
    }

    func apply(to value: JinjaValue, _ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue {
        let arguments = try arguments.values(run, scope)
        run.line = line
        guard let test else { throw JinjaFault.syntax(line, "there is no test `\(name.prefix(60))`.") }
        return .bool(try test(run, value, arguments) != isNegated)
    }
}
