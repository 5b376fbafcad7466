import KapellCore

/// Reads the words of a template into nodes. Source: the grammar of jinja2's own parser, `jinja2/parser.py`.
struct JinjaParser {
    private let tokens: [JinjaToken]
    private let limits: JinjaLimits
    private var place = 0
    private var depth = 0
    /// How many `if`s are open. In one, a filter or test that is not there is an error only when it is used.
    var conditions = 0
    var loops = 0
    var names = JinjaNames()
    /// Which of the names that macros get by use have been used since the innermost macro began.
    var extras = JinjaMacroExtras()

    init(_ tokens: [JinjaToken], limits: JinjaLimits) {
        self.tokens = tokens
        self.limits = limits
    }

    mutating func template() throws(KapellError) -> [any JinjaStatement] {
        let body = try statements(until: [])
        guard case .end = token.kind else { throw unexpected("a statement") }
        return body
    }

    // MARK: Words

    var token: JinjaToken { tokens[place] }
    var line: Int { tokens[place].line }
    var following: JinjaToken { tokens[min(place + 1, tokens.count - 1)] }

    mutating func advance() {
        if place + 1 < tokens.count { place += 1 }
    }

    func isSign(_ sign: String) -> Bool { token.kind == .sign(sign) }

    func isName(_ name: String) -> Bool { token.kind == .name(name) }

    mutating func skip(_ sign: String) -> Bool {
        guard isSign(sign) else { return false }
        advance()
        return true
    }

    mutating func skip(name: String) -> Bool {
        guard isName(name) else { return false }
        advance()
        return true
    }

    mutating func expect(_ sign: String) throws(KapellError) {
        guard skip(sign) else { throw unexpected("`\(sign)`") }
    }

    mutating func expectName() throws(KapellError) -> String {
        guard case .name(let name) = token.kind else { throw unexpected("a name") }
        advance()
        return name
    }

    mutating func expect(_ kind: JinjaToken.Kind) throws(KapellError) {
        guard token.kind == kind else { throw unexpected(JinjaToken(kind: kind, line: 0).shown) }
        advance()
    }

    func unexpected(_ wanted: String) -> KapellError {
        JinjaFault.syntax(line, "\(token.shown) stands where \(wanted) must.")
    }

    /// Runs `read` one level deeper.
    mutating func deeper<T>(
        _ read: (inout JinjaParser) throws(KapellError) -> T
    ) throws(KapellError) -> T {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.syntaxDepth else {
            throw JinjaFault.limit(line, "statements and expressions lie more than \(limits.syntaxDepth) deep.")
        }
        return try read(&self)
    }

    // MARK: Statements

    /// The statements up to a block that begins with one of `ends`, whose `{%` has been read then.
    mutating func statements(until ends: [String]) throws(KapellError) -> [any JinjaStatement] {
        try deeper { (parser) throws(KapellError) in try parser.readStatements(ends) }
    }

    private mutating func readStatements(_ ends: [String]) throws(KapellError) -> [any JinjaStatement] {
        var body: [any JinjaStatement] = []
        while true {
            switch token.kind {
            case .data(let text):
                body.append(JinjaData(text))
                advance()
            case .variableBegin:
                let line = line
                advance()
                body.append(JinjaOutput(try tuple(), line: line))
                try expect(.variableEnd)
            case .blockBegin:
                advance()
                guard case .name(let name) = token.kind else { throw unexpected("the name of a statement") }
                if ends.contains(name) { return body }
                body.append(try statement(name))
                try expect(.blockEnd)
            default:
                guard ends.isEmpty else {
                    throw JinjaFault.syntax(line, "`{% \(ends.last ?? "") %}` is missing.")
                }
                return body
            }
        }
    }

    private mutating func statement(_ name: String) throws(KapellError) -> any JinjaStatement {
        let line = line
        advance()
        switch name {
        case "if": return try readIf()
        case "for": return try readFor(line)
        case "set": return try readSet(line)
        case "macro": return try readMacro(line)
        case "call": return try readCall(line)
        case "filter": return try readFilterBlock(line)
        case "with": return try readWith(line)
        case "generation":
            try expect(.blockEnd)
            let body = try statements(until: ["endgeneration"])
            advance()
            return JinjaBlock(body: body, line: line)
        case "break", "continue":
            guard loops > 0 else { throw JinjaFault.syntax(line, "`\(name)` stands outside of a loop.") }
            return JinjaLeave(name == "break" ? .breakLoop : .continueLoop)
        default: throw JinjaFault.syntax(line, "the statement `\(name.prefix(60))` is not read here.")
        }
    }

    private mutating func readIf() throws(KapellError) -> any JinjaStatement {
        conditions += 1
        defer { conditions -= 1 }
        var branches: [(condition: any JinjaExpression, body: [any JinjaStatement])] = []
        var otherwise: [any JinjaStatement] = []
        while true {
            let condition = try tuple(withChoice: false)
            try expect(.blockEnd)
            branches.append((condition, try statements(until: ["elif", "else", "endif"])))
            if skip(name: "elif") { continue }
            if skip(name: "else") {
                try expect(.blockEnd)
                otherwise = try statements(until: ["endif"])
            }
            advance()
            return JinjaIf(branches, otherwise)
        }
    }

    private mutating func readFor(_ line: Int) throws(KapellError) -> any JinjaStatement {
        let target = try target(isLoop: true)
        guard skip(name: "in") else { throw unexpected("`in`") }
        let iterable = try tuple(withChoice: false, endsAtRecursive: true)
        let condition = skip(name: "if") ? try expression() : nil
        let isRecursive = skip(name: "recursive")
        try expect(.blockEnd)
        loops += 1
        let body = try statements(until: ["else", "endfor"])
        loops -= 1
        var otherwise: [any JinjaStatement] = []
        if skip(name: "else") {
            try expect(.blockEnd)
            otherwise = try statements(until: ["endfor"])
        }
        advance()
        return JinjaFor(
            target, in: iterable, if: condition, body: body, otherwise: otherwise, isRecursive: isRecursive,
            loopID: names.id("loop"), line: line)
    }

    private mutating func readSet(_ line: Int) throws(KapellError) -> any JinjaStatement {
        let target = try target(isLoop: false)
        if skip("=") { return JinjaSet(target, try tuple(), line: line) }
        var filters: [JinjaFilterNode] = []
        while skip("|") { filters.append(try filter()) }
        try expect(.blockEnd)
        let body = try statements(until: ["endset"])
        advance()
        return JinjaBlock(target: target, filters: filters, body: body, line: line)
    }

    private mutating func readFilterBlock(_ line: Int) throws(KapellError) -> any JinjaStatement {
        var filters = [try filter()]
        while skip("|") { filters.append(try filter()) }
        try expect(.blockEnd)
        let body = try statements(until: ["endfilter"])
        advance()
        return JinjaBlock(filters: filters, body: body, line: line)
    }

    private mutating func readWith(_ line: Int) throws(KapellError) -> any JinjaStatement {
        var assignments: [JinjaSet] = []
        while token.kind != .blockEnd {
            if !assignments.isEmpty { try expect(",") }
            let target = try target(isLoop: false)
            try expect("=")
            assignments.append(JinjaSet(target, try expression(), line: line))
        }
        try expect(.blockEnd)
        let body = try statements(until: ["endwith"])
        advance()
        return JinjaBlock(assignments: assignments, body: body, line: line)
    }

    // MARK: Macros

    private mutating func readMacro(_ line: Int) throws(KapellError) -> any JinjaStatement {
        let name = try expectName()
        try expect("(")
        return try macro(name, line, parameters: try parameters(), end: "endmacro")
    }

    private mutating func readCall(_ line: Int) throws(KapellError) -> any JinjaStatement {
        let parameters = skip("(") ? try parameters() : ([], [])
        guard let chain = try expression() as? JinjaChain, let call = chain.steps.last as? JinjaCall else {
            throw JinjaFault.syntax(line, "`{% call %}` needs a call.")
        }
        let caller = try macro("caller", line, parameters: parameters, end: "endcall")
        return JinjaCallBlock(caller, JinjaChain(chain.base, chain.steps.dropLast()), call)
    }

    private typealias Parameters = (list: [(id: Int, name: String)], defaults: [any JinjaExpression])

    private mutating func parameters() throws(KapellError) -> Parameters {
        var found: Parameters = ([], [])
        while !skip(")") {
            if !found.list.isEmpty { try expect(",") }
            let name = try expectName()
            found.list.append((names.id(name), name))
            if skip("=") {
                found.defaults.append(try expression())
            } else if !found.defaults.isEmpty {
                throw JinjaFault.syntax(
                    line, "the parameter `\(name.prefix(60))` needs a default, as the one before has.")
            }
        }
        return found
    }

    private mutating func macro(
        _ name: String, _ line: Int, parameters: Parameters, end: String
    ) throws(KapellError) -> JinjaMacroNode {
        try expect(.blockEnd)
        let (outerExtras, outerLoops) = (extras, loops)
        extras = JinjaMacroExtras()
        loops = 0
        let body = try statements(until: [end])
        advance()
        let used = extras
        extras = outerExtras
        loops = outerLoops
        return JinjaMacroNode(
            name: name, id: names.id(name), parameters: parameters.list, defaults: parameters.defaults, body: body,
            extras: used, line: line)
    }

    // MARK: Targets

    /// What a statement assigns to: a name, several, or a namespace's attribute.
    private mutating func target(isLoop: Bool) throws(KapellError) -> JinjaTarget {
        var targets = [try deeper { (parser) throws(KapellError) in try parser.oneTarget(isLoop: isLoop) }]
        var isList = false
        while isSign(","), !(following.kind == .sign("=")) {
            isList = true
            advance()
            if isName("in") { break }
            targets.append(try deeper { (parser) throws(KapellError) in try parser.oneTarget(isLoop: isLoop) })
        }
        if isSign(",") {
            advance()
            isList = true
        }
        return isList ? .list(targets) : targets[0]
    }

    private mutating func oneTarget(isLoop: Bool) throws(KapellError) -> JinjaTarget {
        if skip("(") {
            let inner = try target(isLoop: isLoop)
            try expect(")")
            return inner
        }
        let name = try expectName()
        guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
            throw JinjaFault.syntax(line, "`\(name)` cannot be assigned to.")
        }
        if !isLoop, skip(".") { return .attribute(names.id(name), name: try expectName(), of: name) }
        return .name(names.id(name))
    }
}
