public import KapellCore
public import KapellJSON

extension Grammar {
    /// JSON texts that satisfy a schema.
    ///
    /// - Parameters:
    ///   - jsonSchema: an object or a boolean, draft 2020-12. References lead into the schema itself.
    ///   - options: limits, white space, and what `additionalProperties` is where it is absent.
    /// - Throws: `.unsupported` for what cannot be enforced, `.invalidRequest` for what is no schema or what no value can
    ///   satisfy, `.tooLarge` beyond the limits.
    public init(jsonSchema: JSONValue, options: GrammarOptions = GrammarOptions()) throws(KapellError) {
        try self.init(alternatives: [[.schema(jsonSchema)]], options: options)
    }

    /// Texts that a regular expression matches as a whole: ECMA-262 with the flag `u`, without back references, word
    /// boundaries, and looks ahead and behind, which are refused.
    ///
    /// - Throws: `.unsupported` for what cannot be enforced or takes too many states, `.invalidRequest` for what cannot be
    ///   read or matches nothing.
    public init(regex: String, options: GrammarOptions = GrammarOptions()) throws(KapellError) {
        try self.init(alternatives: [[.regex(regex)]], options: options)
    }

    /// One of several texts.
    ///
    /// - Throws: `.invalidRequest` where there are none.
    public init(choices: [String], options: GrammarOptions = GrammarOptions()) throws(KapellError) {
        guard !choices.isEmpty, choices.contains(where: { !$0.isEmpty }) else {
            throw KapellError(.invalidRequest, "There is nothing to choose from.", remedy: "Name at least one text.")
        }
        var builder = ProgramBuilder(options)
        let accept = try builder.node(.accept)
        let start = try builder.choice(choices.map { Array($0.utf8) }, then: accept)
        self.init(builder.finish(start: start))
    }

    /// Any JSON object.
    public init(anyObject options: GrammarOptions) throws(KapellError) {
        try self.init(jsonSchema: ["type": "object"], options: options)
    }

    /// Any JSON value.
    public init(anyJSON options: GrammarOptions) throws(KapellError) {
        try self.init(jsonSchema: true, options: options)
    }

    /// Texts put together of parts: any of the alternatives, each with its parts one after the other.
    ///
    /// - Throws: as for schemas and regular expressions; the message names the part.
    public init(alternatives: [[GrammarPart]], options: GrammarOptions = GrammarOptions()) throws(KapellError) {
        guard !alternatives.isEmpty else {
            throw KapellError(.invalidRequest, "There is no alternative.", remedy: "Name at least one.")
        }
        var builder = ProgramBuilder(options)
        let accept = try builder.node(.accept)
        var starts: [Int32] = []
        for parts in alternatives {
            var next = accept
            for part in parts.reversed() { next = try builder.part(part, then: next) }
            starts.append(next)
        }
        let start = try builder.split(starts)
        self.init(builder.finish(start: start))
    }
}

extension ProgramBuilder {
    fileprivate mutating func part(_ part: GrammarPart, then next: Int32) throws(KapellError) -> Int32 {
        let limit = options.limits.states
        switch part {
        case .literal(let text):
            return try literal(text.utf8, then: next)
        case .schema(let schema):
            return try SchemaGrammar.value(schema, in: &self, then: next)
        case .regex(let text):
            let expression: RegularLanguage
            do { expression = try RegularLanguage.pattern(text, isSearch: false, limit: limit) } catch {
                throw KapellError(error.code, "The regular expression: \(error.message).", remedy: error.remedy)
            }
            guard !expression.isEmpty else {
                throw KapellError(
                    .invalidRequest, "The regular expression matches no text at all.",
                    remedy: "Look for a class without members, or for ^ and $ in the middle.")
            }
            return try language(expression, .plain, then: next)
        case .any(let until?):
            guard !until.isEmpty else { return next }
            return try language(.until(until), .plain, then: next)
        case .any(nil):
            return try language(.anything, .plain, then: next)
        case .anyWithout(let text):
            guard !text.isEmpty else {
                throw KapellError(
                    .invalidRequest, "The empty text stands in every text.", remedy: "Name what must not stand there.")
            }
            return try language(.without(text), .plain, then: next)
        }
    }
}
