public import KapellCore
public import KapellJSON

/// A template in the part of Jinja that chat templates are written in, read once and rendered often.
///
/// The language is that of PyPI `jinja2` 3.1 with the settings of Hugging Face's `apply_chat_template`: `trim_blocks`,
/// `lstrip_blocks`, loop controls, its `tojson`, `raise_exception`, `strftime_now` and `generation` blocks. Values behave
/// as Python's do. Whatever reads files, imports or reflects is not there.
///
/// ```swift
/// let template = try JinjaTemplate("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}")
/// let text = try template.render(["messages": [["role": "user", "content": "Hello"]]])
/// ```
public struct JinjaTemplate: Sendable {
    /// The source as it came.
    public let source: String
    public let limits: JinjaLimits
    let body: [any JinjaStatement]
    let names: JinjaNames

    /// Reads a template.
    ///
    /// - Throws: ``KapellCore/KapellError`` of the code `unsupported` with the line, where the syntax is wrong or not
    ///   among what is read here; `limitExceeded` where the source is too large or too deep.
    public init(_ source: String, limits: JinjaLimits = .standard) throws(KapellError) {
        guard source.utf8.count <= limits.sourceBytes else {
            throw JinjaFault.limit(1, "its source has more than \(limits.sourceBytes) bytes.")
        }
        var lexer = JinjaLexer(source)
        var parser = JinjaParser(try lexer.tokens(), limits: limits)
        body = try parser.template()
        names = parser.names
        self.source = source
        self.limits = limits
    }

    /// The text that the template makes of `values`.
    ///
    /// - Parameters:
    ///   - values: the variables, by name.
    ///   - now: what `strftime_now` shows, in UTC.
    /// - Throws: ``KapellCore/KapellError``: `invalidRequest` with the template's own message where it calls
    ///   `raise_exception`, and where an operation does not fit its values; `unsupported` for a filter or test that is not
    ///   there; `limitExceeded`.
    public func render(_ values: JSONObject, now: Timestamp = .now) throws(KapellError) -> String {
        let run = JinjaRun(limits: limits, names: names, now: now)
        defer { run.release() }
        for (key, value) in values {
            guard let id = names.id(ifKnown: key) else { continue }
            run.root.set(id, try run.value(value, depth: 0))
        }
        _ = try run.execute(body, in: JinjaScope(run.root))
        return run.output
    }

    /// Whether the name stands anywhere in the template.
    func uses(_ name: String) -> Bool { names.id(ifKnown: name) != nil }
}
