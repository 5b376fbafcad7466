import KapellCore

/// Text between tags.
final class JinjaData: JinjaStatement {
    let text: String

    init(_ text: String) { self.text = text }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        try run.emit(text)
        return .next
    }
}

/// `{{ value }}`.
final class JinjaOutput: JinjaStatement {
    let expression: any JinjaExpression
    let line: Int

    init(_ expression: any JinjaExpression, line: Int) {
        self.expression = expression
        self.line = line
    }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        let value = try run.value(expression, scope)
        run.line = line
        switch value {
        case .string(let text), .markup(let text): try run.emit(text)
        default: try run.emit(try run.text(value))
        }
        return .next
    }
}

final class JinjaIf: JinjaStatement {
    let branches: [(condition: any JinjaExpression, body: [any JinjaStatement])]
    let otherwise: [any JinjaStatement]

    init(
        _ branches: [(condition: any JinjaExpression, body: [any JinjaStatement])], _ otherwise: [any JinjaStatement]
    ) {
        self.branches = branches
        self.otherwise = otherwise
    }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        for branch in branches where try run.value(branch.condition, scope).isTrue {
            return try run.execute(branch.body, in: scope)
        }
        return try run.execute(otherwise, in: scope)
    }
}

/// What a value is assigned to.
indirect enum JinjaTarget: Sendable {
    case name(Int)
    case attribute(Int, name: String, of: String)
    case list([JinjaTarget])
}

/// `{% set a = b %}`.
final class JinjaSet: JinjaStatement {
    let target: JinjaTarget
    let expression: any JinjaExpression
    let line: Int

    init(_ target: JinjaTarget, _ expression: any JinjaExpression, line: Int) {
        self.target = target
        self.expression = expression
        self.line = line
    }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        let value = try run.value(expression, scope)
        run.line = line
        try run.assign(value, to: target, scope)
        return .next
    }
}

/// `{% set a %}…{% endset %}`, `{% filter f %}…{% endfilter %}` and what else runs a body in a scope of its own.
final class JinjaBlock: JinjaStatement {
    /// What the text becomes; `nil` shows it.
    let target: JinjaTarget?
    let filters: [JinjaFilterNode]
    /// `{% with a = b %}`.
    let assignments: [JinjaSet]
    let body: [any JinjaStatement]
    let line: Int

    init(
        target: JinjaTarget? = nil, filters: [JinjaFilterNode] = [], assignments: [JinjaSet] = [],
        body: [any JinjaStatement], line: Int
    ) {
        self.target = target
        self.filters = filters
        self.assignments = assignments
        self.body = body
        self.line = line
    }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        let inner = JinjaScope(scope)
        for assignment in assignments {
            // The values are those of the scope outside.
            let value = try run.value(assignment.expression, scope)
            try run.assign(value, to: assignment.target, inner)
        }
        if target == nil, filters.isEmpty { return try run.execute(body, in: inner) }
        var value = JinjaValue.string(
            try run.captured { () throws(KapellError) in _ = try run.execute(body, in: inner) })
        for filter in filters { value = try filter.apply(to: value, run, scope) }
        run.line = line
        if let target {
            try run.assign(value, to: target, scope)
        } else {
            try run.emit(try run.text(value))
        }
        return .next
    }
}

final class JinjaLeave: JinjaStatement {
    let flow: JinjaFlow

    init(_ flow: JinjaFlow) { self.flow = flow }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) -> JinjaFlow { flow }
}
