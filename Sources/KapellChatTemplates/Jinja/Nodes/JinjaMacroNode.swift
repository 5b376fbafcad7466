import KapellCore

/// What `{% macro %}` and `{% call %}` declare.
final class JinjaMacroNode: JinjaStatement {
    let name: String
    let id: Int
    let parameters: [(id: Int, name: String)]
    /// Of the last parameters.
    let defaults: [any JinjaExpression]
    let body: [any JinjaStatement]
    /// The names that the body uses of what is not declared.
    let extras: JinjaMacroExtras
    let line: Int

    init(
        name: String, id: Int, parameters: [(id: Int, name: String)], defaults: [any JinjaExpression],
        body: [any JinjaStatement], extras: JinjaMacroExtras, line: Int
    ) {
        self.name = name
        self.id = id
        self.parameters = parameters
        self.defaults = defaults
        self.body = body
        self.extras = extras
        self.line = line
    }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        scope.set(id, .macro(run.macro(self, scope)))
        return .next
    }
}

/// The names of `varargs`, `kwargs` and `caller`, where a macro's body uses them.
struct JinjaMacroExtras: Sendable {
    var varargs: Int?
    var kwargs: Int?
    var caller: Int?
}

/// `{% call(parameters) function(arguments) %}body{% endcall %}`.
final class JinjaCallBlock: JinjaStatement {
    let caller: JinjaMacroNode
    let function: any JinjaExpression
    let call: JinjaCall

    init(_ caller: JinjaMacroNode, _ function: any JinjaExpression, _ call: JinjaCall) {
        self.caller = caller
        self.function = function
        self.call = call
    }

    func execute(_ run: JinjaRun, _ scope: JinjaScope) throws(KapellError) -> JinjaFlow {
        let function = try run.value(self.function, scope)
        var arguments = try call.arguments.values(run, scope)
        arguments.named.append(("caller", .macro(run.macro(caller, scope))))
        run.line = call.line
        try run.emit(try run.text(try run.call(function, arguments)))
        return .next
    }
}
