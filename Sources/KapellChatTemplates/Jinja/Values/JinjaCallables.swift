import KapellCore

/// The arguments of a call.
struct JinjaArguments {
    var positional: [JinjaValue] = []
    var named: [(name: String, value: JinjaValue)] = []

    init(_ positional: [JinjaValue] = []) { self.positional = positional }

    /// The arguments for the parameters `names`, `nil` where one is not given.
    func taken(_ names: [String], of function: String, _ run: JinjaRun) throws(KapellError) -> [JinjaValue?] {
        guard positional.count <= names.count else {
            throw run.fault("`\(function)` takes at most \(names.count) arguments.")
        }
        var values: [JinjaValue?] = positional.map { $0 }
        while values.count < names.count { values.append(nil) }
        for argument in named {
            guard let place = names.firstIndex(of: argument.name), values[place] == nil else {
                throw run.fault("`\(function)` does not take the argument `\(argument.name.prefix(60))`.")
            }
            values[place] = argument.value
        }
        return values
    }
}

/// A macro with the scope that it was declared in.
final class JinjaMacro {
    let node: JinjaMacroNode
    let scope: JinjaScope

    init(_ node: JinjaMacroNode, _ scope: JinjaScope) {
        self.node = node
        self.scope = scope
    }
}

/// A method of a value.
final class JinjaMethod {
    let receiver: JinjaValue
    let name: String

    init(_ receiver: JinjaValue, _ name: String) {
        self.receiver = receiver
        self.name = name
    }
}

/// The functions that are there without being declared.
enum JinjaFunction: String, Sendable {
    case range
    case namespace
    case dict
    case raise = "raise_exception"
    case time = "strftime_now"
}

/// `loop` inside of a loop.
final class JinjaLoop {
    let items: [JinjaValue]
    let depth: Int
    let node: JinjaFor?
    let scope: JinjaScope?
    var index = 0
    /// What `loop.changed` was asked last.
    var last: [JinjaValue]?

    init(_ items: [JinjaValue], depth: Int, node: JinjaFor?, scope: JinjaScope?) {
        self.items = items
        self.depth = depth
        self.node = node
        self.scope = scope
    }

    func attribute(_ name: String) -> JinjaValue? {
        switch name {
        case "index": .int(index + 1)
        case "index0": .int(index)
        case "revindex": .int(items.count - index)
        case "revindex0": .int(items.count - index - 1)
        case "first": .bool(index == 0)
        case "last": .bool(index == items.count - 1)
        case "length": .int(items.count)
        case "previtem": index > 0 ? items[index - 1] : .undefined("there is no previous item")
        case "nextitem": index + 1 < items.count ? items[index + 1] : .undefined("there is no next item")
        case "depth": .int(depth + 1)
        case "depth0": .int(depth)
        case "cycle", "changed": .method(JinjaMethod(.loop(self), name))
        default: nil
        }
    }
}
