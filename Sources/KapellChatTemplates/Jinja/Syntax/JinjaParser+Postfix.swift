import KapellCore

/// What an expression is made of, and what follows it: entries, calls, filters, tests.
extension JinjaParser {
    mutating func primary() throws(KapellError) -> any JinjaExpression {
        let kind = token.kind
        switch kind {
        case .name(let name):
            advance()
            return self.name(name)
        case .string(var text):
            advance()
            while case .string(let more) = token.kind {
                text += more
                advance()
            }
            return JinjaConstant(.string(text))
        case .integer(let number):
            advance()
            return JinjaConstant(.int(number))
        case .float(let number):
            advance()
            return JinjaConstant(.float(number))
        case .sign("("):
            advance()
            let inner = try deeper { (parser) throws(KapellError) in try parser.tuple(inParentheses: true) }
            try expect(")")
            return inner
        case .sign("["):
            advance()
            var items: [any JinjaExpression] = []
            while !isSign("]") {
                if !items.isEmpty { try expect(",") }
                if isSign("]") { break }
                items.append(try expression())
            }
            try expect("]")
            return JinjaListNode(items, .list)
        case .sign("{"):
            advance()
            var (keys, values): ([any JinjaExpression], [any JinjaExpression]) = ([], [])
            while !isSign("}") {
                if !keys.isEmpty { try expect(",") }
                if isSign("}") { break }
                keys.append(try expression())
                try expect(":")
                values.append(try expression())
            }
            try expect("}")
            return JinjaDictNode(keys: keys, values: values)
        default: throw unexpected("an expression")
        }
    }

    private mutating func name(_ name: String) -> any JinjaExpression {
        switch name {
        case "true", "True": return JinjaConstant(.bool(true))
        case "false", "False": return JinjaConstant(.bool(false))
        case "none", "None": return JinjaConstant(.none)
        default: break
        }
        let id = names.id(name)
        switch name {
        case "varargs": extras.varargs = id
        case "kwargs": extras.kwargs = id
        case "caller": extras.caller = id
        default: break
        }
        return JinjaName(id: id, name: name)
    }

    mutating func postfix() throws(KapellError) -> [any JinjaStep] {
        var steps: [any JinjaStep] = []
        while true {
            let line = line
            switch token.kind {
            case .sign("."):
                advance()
                if case .integer(let number) = token.kind {
                    advance()
                    steps.append(JinjaSubscript(JinjaConstant(.int(number)), line: line))
                } else {
                    steps.append(JinjaAttribute(try expectName(), line: line))
                }
            case .sign("["):
                advance()
                steps.append(try entry(line))
            case .sign("("): steps.append(JinjaCall(try arguments(), line: line))
            default: return steps
            }
        }
    }

    private mutating func entry(_ line: Int) throws(KapellError) -> any JinjaStep {
        var bounds: [(any JinjaExpression)?] = []
        var isSlice = false
        var isPending = true
        while true {
            if isSign(":") {
                isSlice = true
                if isPending { bounds.append(nil) }
                isPending = true
                advance()
            } else if isSign("]") {
                if isPending, isSlice { bounds.append(nil) }
                break
            } else {
                guard isPending else { break }
                bounds.append(try expression())
                isPending = false
                if isSign(",") {
                    guard !isSlice, let first = bounds[0] else { break }
                    var items = [first]
                    while skip(",") { items.append(try expression()) }
                    try expect("]")
                    return JinjaSubscript(JinjaListNode(items, .tuple), line: line)
                }
            }
        }
        try expect("]")
        guard isSlice else {
            guard let key = bounds.first ?? nil else { throw unexpected("an expression") }
            return JinjaSubscript(key, line: line)
        }
        guard bounds.count <= 3 else { throw JinjaFault.syntax(line, "a slice has more than three parts.") }
        while bounds.count < 3 { bounds.append(nil) }
        return JinjaSlice(bounds, line: line)
    }

    mutating func filters(_ steps: inout [any JinjaStep]) throws(KapellError) {
        while true {
            let line = line
            if skip("|") {
                steps.append(try filter())
            } else if skip(name: "is") {
                steps.append(try test(line))
            } else if isSign("(") {
                steps.append(JinjaCall(try arguments(), line: line))
            } else {
                return
            }
        }
    }

    mutating func filter() throws(KapellError) -> JinjaFilterNode {
        let line = line
        let name = try dottedName()
        guard JinjaFilters.named[name] != nil || conditions > 0 else {
            throw JinjaFault.syntax(line, "there is no filter `\(name.prefix(60))`.")
        }
        return JinjaFilterNode(name, isSign("(") ? try arguments() : JinjaArgumentList(), line: line)
    }

    private mutating func dottedName() throws(KapellError) -> String {
        var name = try expectName()
        while skip(".") { name += "." + (try expectName()) }
        return name
    }

    private mutating func test(_ line: Int) throws(KapellError) -> any JinjaStep {
        let isNegated = skip(name: "not")
        let name = try dottedName()
        guard JinjaTests.named[name] != nil || conditions > 0 else {
            throw JinjaFault.syntax(line, "there is no test `\(name.prefix(60))`.")
        }
        var arguments = JinjaArgumentList()
        if isSign("(") {
            arguments = try self.arguments()
        } else if takesArgument {
            guard !isName("is") else { throw JinjaFault.syntax(line, "a test follows a test; use parentheses.") }
            let start = try deeper { (parser) throws(KapellError) in try parser.primary() }
            let steps = try postfix()
            arguments.positional = [steps.isEmpty ? start : JinjaChain(start, steps)]
        }
        return JinjaTestNode(name, arguments, isNegated: isNegated, line: line)
    }

    /// Whether a test's one argument follows without parentheses.
    private var takesArgument: Bool {
        switch token.kind {
        case .name("else"), .name("or"), .name("and"): false
        case .name, .string, .integer, .float, .sign("["), .sign("{"): true
        default: false
        }
    }

    mutating func arguments() throws(KapellError) -> JinjaArgumentList {
        try expect("(")
        var list = JinjaArgumentList()
        var isFirst = true
        while !isSign(")") {
            if !isFirst {
                try expect(",")
                if isSign(")") { break }
            }
            isFirst = false
            if skip("*") {
                guard list.spread == nil, list.spreadNamed == nil else { throw unexpected("an argument") }
                list.spread = try expression()
            } else if skip("**") {
                guard list.spreadNamed == nil else { throw unexpected("an argument") }
                list.spreadNamed = try expression()
            } else if case .name(let name) = token.kind, following.kind == .sign("=") {
                advance()
                advance()
                list.named.append((name, try expression()))
            } else {
                guard list.named.isEmpty, list.spread == nil, list.spreadNamed == nil else {
                    throw JinjaFault.syntax(line, "an argument without a name follows one with a name.")
                }
                list.positional.append(try expression())
            }
        }
        try expect(")")
        return list
    }
}
