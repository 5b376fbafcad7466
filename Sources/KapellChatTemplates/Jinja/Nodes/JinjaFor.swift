import KapellCore

/// `{% for target in iterable if condition recursive %}…{% else %}…{% endfor %}`.
final class JinjaFor: JinjaStatement {
    let target: JinjaTarget
    let iterable: any JinjaExpression
    let condition: (any JinjaExpression)?
    let body: [any JinjaStatement]
    let otherwise: [any JinjaStatement]
    let isRecursive: Bool
    /// The name `loop`.
    let loopID: Int
    let line: Int

    init(
        _ target: JinjaTarget, in iterable: any JinjaExpression, if condition: (any JinjaExpression)?,
        body: [any JinjaStatement], otherwise: [any JinjaStatement], isRecursive: Bool, loopID: Int, line: Int
    ) {
        self.target = target
        self.iterable = iterable
        self.condition = condition
        self.body = body
        self.otherwise = otherwise
        self.isRecursive = isRecursive
        self.loopID = loopID
        self.line = line
    }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        let value = try run.value(iterable, scope)
        run.line = line
        try loop(over: try run.elements(value), depth: 0, run, scope)
        return .next
    }

    func loop(over all: [JinjaValue], depth: Int, _ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) {
        var items = all
        if let condition {
            items = []
            for item in all {
                let inner = JinjaScope(scope)
                try run.assign(item, to: target, inner)
                if try run.value(condition, inner).isTrue { items.append(item) }
            }
        }
        guard !items.isEmpty else {
            _ = try run.execute(otherwise, in: JinjaScope(scope))
            return
        }
        let loop = JinjaLoop(items, depth: depth, node: isRecursive ? self : nil, scope: isRecursive ? scope : nil)
        for index in items.indices {
            try run.step()
            loop.index = index
            let inner = JinjaScope(scope)
            inner.set(loopID, .loop(loop))
            run.line = line
            try run.assign(items[index], to: target, inner)
            if case .breakLoop = try run.execute(body, in: inner) { break }
        }
    }
}
