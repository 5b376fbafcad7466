/// A JSON Schema, compiled once and used for any number of values.
///
/// ```swift
/// let schema = try JSONSchema(["type": "object", "properties": ["age": ["type": "integer", "minimum": 0]]])
/// schema.isValid(["age": 7])                   // true
/// for violation in schema.validate(["age": -1]) { print(violation) }
/// // /age must be at least 0, is -1
/// ```
///
/// Drafts 2020-12, 2019-09 and 7, chosen by `$schema`, each complete. References lead to the schema itself, to a
/// ``SchemaRegistry`` or to the metaschemas, which are built in; nothing is fetched. `format` is a remark unless
/// ``SchemaOptions/checksFormats`` is set; `contentEncoding`, `contentMediaType` and `contentSchema` always are.
///
/// The cost of a validation is bounded, see ``SchemaLimits``: results are kept where references would lead to the
/// same work again, and regular expressions (ECMA-262 without back references) take time in proportion to the
/// length of the text.
public struct JSONSchema: Sendable {
    private let program: SchemaProgram

    /// Compiles a schema.
    ///
    /// - Parameters:
    ///   - schema: an object or a boolean.
    ///   - registry: the schemas that references may lead to.
    ///   - options: the draft where the schema names none, formats, and limits.
    /// - Throws: ``SchemaError``, which names the place in the schema, for a keyword with a wrong value, a reference to
    ///   nowhere, a regular expression that cannot be read, and an unknown draft or vocabulary.
    public init(
        _ schema: JSONValue, registry: SchemaRegistry = .empty, options: SchemaOptions = SchemaOptions()
    ) throws(SchemaError) {
        var compiler = SchemaCompiler(registry: registry, options: options)
        program = try compiler.compile(schema)
    }

    /// Whether a value satisfies the schema. Ends at the first violation.
    public func isValid(_ value: JSONValue) -> Bool {
        var evaluation = SchemaEvaluation(program, value, isReporting: false)
        return evaluation.run()
    }

    /// The ways in which a value does not satisfy the schema; none where it does.
    ///
    /// They come in the order of the value, at most ``SchemaLimits/violations`` of them.
    public func validate(_ value: JSONValue) -> [SchemaViolation] {
        var check = SchemaEvaluation(program, value, isReporting: false)
        if check.run() { return [] }
        if let stop = check.stop { return [stop] }
        var report = SchemaEvaluation(program, value, isReporting: true)
        _ = report.run()
        return report.stop.map { report.violations + [$0] } ?? report.violations
    }
}
