/// One validation of one value.
///
/// Either it only checks, and ends at the first violation, or it reports, and goes on. References whose results are
/// known are not followed again once the validation has become long.
struct SchemaEvaluation {
    /// From so many steps on, results are kept; in a report always, so that nothing is reported twice.
    private static let keepingStart = 5_000

    let program: SchemaProgram
    let root: JSONValue
    var isReporting: Bool
    /// Whether reports are only for the message of another violation.
    var isExplaining = false
    var violations: [SchemaViolation] = []
    /// Why the validation ended early.
    var stop: SchemaViolation?

    /// The positions of properties and elements on the way to the present value. The name of the property at `n` is
    /// -n - 1.
    var path: [Int] = []
    var steps = 0
    var scopes = SchemaScopes()
    var memory = SchemaMemory()
    private var depth = 0
    /// The address that the stack must not go below, once it was asked for.
    private var stackLimit: UInt?
    /// The targets of references that are being applied, each with the length of the path there.
    private var active: [(node: Int, scope: Int32, length: Int)] = []

    init(_ program: SchemaProgram, _ root: JSONValue, isReporting: Bool) {
        self.program = program
        self.root = root
        self.isReporting = isReporting
    }

    mutating func run() -> Bool {
        var marks = SchemaMarks.none
        let isValid = evaluate(program.root, root, 0, &marks)
        return isValid && stop == nil
    }

    /// Applies a schema to a value.
    @inline(never)
    mutating func evaluate(_ number: Int, _ value: JSONValue, _ scope: Int32, _ marks: inout SchemaMarks) -> Bool {
        let shared = program.nodes[number]
        guard proceed(shared) else { return false }
        if let verdict = shared.value.verdict {
            if !verdict { report(shared, "", "is not allowed here: no value is.") }
            return verdict
        }
        depth += 1
        defer { depth -= 1 }
        let scope = shared.value.entersResource ? scopes.enter(shared.value.resource, from: scope) : scope
        guard needsMarks(shared, value) else { return rules(shared, value, scope, &marks) }
        var own = SchemaMarks(for: value)
        steps += own.count / 16
        var isValid = rules(shared, value, scope, &own)
        if isValid || isReporting {
            isValid = unevaluated(shared, value, scope, &own) && isValid
        }
        if isValid { marks.formUnion(own) }
        return isValid
    }

    /// Marks of the same kind, without any set. Many of them cost steps.
    @inline(__always)
    mutating func fresh(_ marks: SchemaMarks) -> SchemaMarks {
        guard marks.isActive else { return .none }
        steps += marks.count / 16
        return marks.empty
    }

    /// Counts a step. False where the validation has ended.
    @inline(never)
    private mutating func proceed(_ shared: SchemaShared<SchemaNode>) -> Bool {
        guard stop == nil else { return false }
        steps += 1
        if steps > program.limits.steps {
            end(shared, "", "was not validated to the end: it takes more than \(program.limits.steps) steps.")
            return false
        }
        if depth >= program.limits.depth {
            end(
                shared, "", "was not validated: schemas lie more than \(program.limits.depth) deep in one another here."
            )
            return false
        }
        if depth >= SchemaStack.safeDepth, isStackUsedUp() {
            end(shared, "", "was not validated: schemas lie too deep in one another here for this thread's stack.")
            return false
        }
        return true
    }

    private mutating func isStackUsedUp() -> Bool {
        let address = SchemaStack.address()
        if let stackLimit { return address < stackLimit }
        let limit = SchemaStack.limit(from: address)
        stackLimit = limit
        return address < limit
    }

    private func needsMarks(_ shared: SchemaShared<SchemaNode>, _ value: JSONValue) -> Bool {
        switch value {
        case .array: shared.value.unevaluatedItems != nil
        case .object: shared.value.unevaluatedProperties != nil
        default: false
        }
    }

    /// All keywords of a schema but the unevaluated ones.
    @inline(never)
    private mutating func rules(
        _ shared: SchemaShared<SchemaNode>, _ value: JSONValue, _ scope: Int32, _ marks: inout SchemaMarks
    ) -> Bool {
        var isValid = general(shared, value)
        if !isValid, !isReporting { return false }
        switch value {
        case .integer, .unsigned, .number:
            if let rules = shared.value.number { isValid = number(shared, rules, value) && isValid }
        case .string(let text):
            if let rules = shared.value.string { isValid = string(shared, rules, text) && isValid }
        case .array(let array):
            if let rules = shared.value.array { isValid = self.array(shared, rules, array, scope, &marks) && isValid }
        case .object(let object):
            if let rules = shared.value.object {
                isValid = self.object(shared, rules, object, scope, &marks) && isValid
                if isValid || isReporting {
                    isValid = dependents(shared, rules, value, object, scope, &marks) && isValid
                }
            }
        case .null, .bool:
            break
        }
        if !isValid, !isReporting { return false }
        if let rules = shared.value.inPlace { isValid = inPlace(shared, rules, value, scope, &marks) && isValid }
        return isValid
    }

    /// Applies the target of a reference, or takes its result where it is known.
    mutating func follow(
        _ shared: SchemaShared<SchemaNode>, _ keyword: String, _ target: Int, _ value: JSONValue, _ scope: Int32,
        _ marks: inout SchemaMarks
    ) -> Bool {
        guard stop == nil else { return false }
        let node = program.nodes[target]
        let scope = node.value.entersResource ? scopes.enter(node.value.resource, from: scope) : scope
        for entry in active.reversed() {
            guard entry.length == path.count else { break }
            if entry.node == target, entry.scope == scope {
                end(shared, keyword, "cannot be validated: the reference leads back to itself for the same value.")
                return false
            }
        }
        var key: SchemaMemory.Key?
        if isReporting || steps > Self.keepingStart {
            let mode: UInt8 = (marks.isActive ? 1 : 0) | (isReporting ? 2 : 0) | (isExplaining ? 4 : 0)
            let made = SchemaMemory.Key(
                node: Int32(truncatingIfNeeded: target), location: memory.location(of: path), scope: scope, mode: mode)
            if let known = memory.result(for: made) {
                steps += 1
                steps += marks.count / 16
                if known.isValid { marks.formUnion(known.marks) }
                return known.isValid
            }
            key = made
        }
        active.append((target, scope, path.count))
        var own = fresh(marks)
        let isValid = evaluate(target, value, scope, &own)
        active.removeLast()
        if let key, stop == nil { memory.keep(isValid, own, for: key) }
        if isValid { marks.formUnion(own) }
        return isValid
    }

    /// Applies a schema to a property or an element.
    @inline(never)
    mutating func descend(_ position: Int, _ number: Int, _ value: JSONValue, _ scope: Int32) -> Bool {
        path.append(position)
        var marks = SchemaMarks.none
        let isValid = evaluate(number, value, scope, &marks)
        path.removeLast()
        memory.leave(pathOf: path.count)
        return isValid
    }
}
