import KapellCore
import KapellJSON

/// From a schema to rules: the schema is checked, read as shapes, cleared of what no value can be, and written down.
enum SchemaGrammar {
    static func value(
        _ schema: JSONValue, in builder: inout ProgramBuilder, then next: Int32
    ) throws(KapellError) -> Int32 {
        try check(schema, builder.options)
        var reader = ShapeReader(schema, builder.options)
        let root = try reader.read()
        let needs = ShapeNeeds(reader.finished())
        try reader.checkChoices(needs)
        guard let need = needs.needs[root] else { throw empty("no value can be all that it asks for") }
        guard need <= builder.options.limits.depth else {
            throw KapellError(
                .tooLarge,
                "Each value of the schema has more than \(builder.options.limits.depth) objects and arrays "
                    + "within one another.",
                remedy: "Make the schema flatter, or raise the limit of depth.")
        }
        var program = ShapeProgram(needs)
        return try program.value(root, in: &builder, languages: &reader.languages, then: next)
    }

    private static func empty(_ reason: String) -> KapellError {
        KapellError(
            .invalidRequest, "No JSON value satisfies the schema: \(reason).",
            remedy: "Look for bounds that exclude each other and for required properties that cannot be.")
    }

    /// Whether it is a schema at all, and not too deep to be read.
    private static func check(_ schema: JSONValue, _ options: GrammarOptions) throws(KapellError) {
        guard depth(of: schema, isBelow: options.limits.schemaDepth) else {
            throw KapellError(
                .tooLarge, "The schema has more than \(options.limits.schemaDepth) levels.",
                remedy: "Make it flatter, by \"$defs\" and \"$ref\".")
        }
        do { _ = try JSONSchema(schema) } catch {
            throw KapellError(
                .invalidRequest, "The schema cannot be used, at \(error.place): \(error.message)",
                remedy: "Mend the schema.")
        }
        if let reason = SchemaContradiction.find(in: schema) { throw empty(reason.trimmingFullStop) }
    }

    private static func depth(of value: JSONValue, isBelow limit: Int) -> Bool {
        var level = [value]
        var depth = 0
        while !level.isEmpty {
            depth += 1
            guard depth <= limit else { return false }
            level = level.flatMap { (value) -> [JSONValue] in
                switch value {
                case .array(let values): values
                case .object(let object): object.values
                default: []
                }
            }
        }
        return true
    }
}

extension String {
    fileprivate var trimmingFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
