import KapellCore

/// An expression of a template. Nodes hold no state of a rendering, so that one template serves many at once.
protocol JinjaExpression: AnyObject, Sendable {
    func value(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaValue
}

/// A statement, or the text between tags.
protocol JinjaStatement: AnyObject, Sendable {
    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow
}

/// How a statement ended.
enum JinjaFlow: Sendable {
    case next
    case breakLoop
    case continueLoop
}
