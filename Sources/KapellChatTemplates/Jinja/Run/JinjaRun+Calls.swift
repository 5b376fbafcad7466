import KapellCore

/// Calls of macros, methods and functions.
extension JinjaRun {
    /// As jinja2's sandbox has it.
    private static let longestRange = 100_000

    func call(_ function: JinjaValue, _ arguments: JinjaArguments) throws(KapellError) -> JinjaValue {
        switch function {
        case .macro(let macro): return try call(macro, arguments)
        case .method(let method): return try JinjaMethods.call(method, arguments, self)
        case .function(let function): return try call(function, arguments)
        case .loop(let loop):
            guard let node = loop.node, let scope = loop.scope else {
                throw fault("`loop` is called in a loop that is not `recursive`.")
            }
            let given = try arguments.taken(["iterable"], of: "loop", self)
            let items = try elements(given[0] ?? .undefined("iterable"))
            let text = try captured { () throws(KapellError) in
                try enter()
                defer { leave() }
                try node.loop(over: items, depth: loop.depth + 1, self, scope)
            }
            return .string(text)
        default: throw fault("\(function.kindName) is called, and is no function.")
        }
    }

    private func call(_ macro: JinjaMacro, _ arguments: JinjaArguments) throws(KapellError) -> JinjaValue {
        let node = macro.node
        let scope = JinjaScope(macro.scope)
        var named = arguments.named
        if let id = node.extras.caller, !node.parameters.contains(where: { $0.name == "caller" }) {
            let place = named.firstIndex { $0.name == "caller" }
            scope.set(id, place.map { named.remove(at: $0).value } ?? .undefined("caller"))
        }
        let surplus = arguments.positional.dropFirst(node.parameters.count)
        if let id = node.extras.varargs {
            scope.set(id, try list(Array(surplus), .tuple))
        } else if !surplus.isEmpty {
            throw fault("the macro `\(node.name.prefix(60))` takes at most \(node.parameters.count) arguments.")
        }
        let withoutDefault = node.parameters.count - node.defaults.count
        for (index, parameter) in node.parameters.enumerated() {
            if index < arguments.positional.count {
                scope.set(parameter.id, arguments.positional[index])
            } else if let place = named.firstIndex(where: { $0.name == parameter.name }) {
                scope.set(parameter.id, named.remove(at: place).value)
            } else if index >= withoutDefault {
                scope.set(parameter.id, try value(node.defaults[index - withoutDefault], scope))
            } else {
                scope.set(parameter.id, .undefined(parameter.name))
            }
        }
        if let id = node.extras.kwargs {
            let dict = JinjaDict()
            for argument in named { try set(dict, .string(argument.name), to: argument.value) }
            scope.set(id, .dict(dict))
        } else if let other = named.first {
            throw fault("the macro `\(node.name.prefix(60))` does not take the argument `\(other.name.prefix(60))`.")
        }
        let text = try captured { () throws(KapellError) in _ = try execute(node.body, in: scope) }
        return .string(text)
    }

    private func call(_ function: JinjaFunction, _ arguments: JinjaArguments) throws(KapellError) -> JinjaValue {
        switch function {
        case .range: return try range(arguments)
        case .namespace:
            let namespace = namespace()
            try fill(namespace.attributes, arguments)
            return .namespace(namespace)
        case .dict:
            let dict = JinjaDict()
            try fill(dict, arguments)
            return .dict(dict)
        case .raise:
            let given = try arguments.taken(["message"], of: function.rawValue, self)
            let message = try text(given[0] ?? .undefined("message"))
            throw KapellError(
                .invalidRequest, "The model's chat template refuses the conversation: \(message.prefix(1000))",
                remedy: "Send a conversation of the form that the model's template takes.")
        case .time:
            let given = try arguments.taken(["format"], of: function.rawValue, self)
            guard let format = given[0]?.stringValue else { throw fault("`strftime_now` needs a format.") }
            return .string(try charged(JinjaTime.text(now, format)))
        }
    }

    /// A mapping or pairs first, then what has names.
    func fill(_ dict: JinjaDict, _ arguments: JinjaArguments) throws(KapellError) {
        guard arguments.positional.count <= 1 else { throw fault("a mapping is made of at most one other.") }
        if let source = arguments.positional.first {
            if case .dict(let other) = source {
                for (key, value) in zip(other.keys, other.values) { try set(dict, key, to: value) }
            } else {
                for pair in try elements(source) {
                    let parts = try elements(pair)
                    guard parts.count == 2 else { throw fault("a mapping is made of pairs.") }
                    try set(dict, parts[0], to: parts[1])
                }
            }
        }
        for argument in arguments.named { try set(dict, .string(argument.name), to: argument.value) }
    }

    private func range(_ arguments: JinjaArguments) throws(KapellError) -> JinjaValue {
        var numbers: [Int] = []
        for argument in arguments.positional {
            guard case .int(let number)? = JinjaNumber(argument), number.magnitude < 1 << 40 else {
                throw fault("`range` is given \(argument.kindName), and takes whole numbers.")
            }
            numbers.append(number)
        }
        guard (1...3).contains(numbers.count), arguments.named.isEmpty else {
            throw fault("`range` takes one to three whole numbers.")
        }
        if numbers.count == 1 { numbers = [0, numbers[0]] }
        if numbers.count == 2 { numbers.append(1) }
        guard numbers[2] != 0 else { throw fault("the step of a range is 0.") }
        let steps = stride(from: numbers[0], to: numbers[1], by: numbers[2])
        guard (numbers[1] - numbers[0]) / numbers[2] < Self.longestRange else {
            throw JinjaFault.limit(line, "a range has more than \(Self.longestRange) numbers.")
        }
        return try list(steps.map { .int($0) }, .range)
    }
}
