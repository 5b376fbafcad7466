import KapellChatTemplates
import KapellCore
import KapellGrammar
import KapellJSON
import Synchronization

/// Compiles the forms that answers must have, and keeps those that were asked for last.
final class AnswerForms: Sendable {
    /// A form that is compiled.
    struct Form: Sendable {
        let matcher: GrammarMatcher
        /// Looks at a whole answer once more; says what is wrong with it.
        let check: (@Sendable (String) -> String?)?
    }

    /// What a form is known by.
    private enum Key: Hashable {
        case form(LocalRequestFields.AnswerForm)
        case calls([ModelTool], ModelToolChoice, JSONValue?)
    }

    private static let most = 64
    /// On one line: what is known of a text need not be computed token by token, and no model loses itself in blanks.
    private static let options = GrammarOptions(whitespace: .line)

    private let vocabulary: Vocabulary
    private let ends: [Int32]
    private let state = Mutex(State())

    private struct State {
        var tokens: GrammarVocabulary?
        var forms: [(key: Key, form: Form)] = []
    }

    init(_ vocabulary: Vocabulary, ends: [Int32]) {
        self.vocabulary = vocabulary
        self.ends = ends
    }

    /// The form of a request's answer; `nil` where it is free.
    ///
    /// - Throws: `.unsupported` for what cannot be kept to, with the place in the schema.
    func form(
        of request: ModelRequest, _ fields: LocalRequestFields, _ calls: ToolCallForm?
    ) throws(KapellError) -> Form? {
        var form = fields.form
        if let schema = request.responseSchema {
            guard form == nil else {
                throw KapellError(.invalidRequest, "The request asks for two forms of the answer.", remedy: "Name one.")
            }
            form = .schema(schema.schema)
        }
        guard !request.tools.isEmpty, request.toolChoice != .none, let calls else {
            guard let form else { return nil }
            return try kept(.form(form)) { () throws(KapellError) in try self.compile(form) }
        }
        let mustCall = request.toolChoice != .auto
        guard mustCall || form != nil else { return nil }
        var schema: JSONValue?
        if case .schema(let own)? = form, !mustCall { schema = own }
        if form != nil, schema == nil, !mustCall {
            throw KapellError(
                .unsupported, "An answer that may call tools cannot have this form.",
                remedy: "Ask for a JSON Schema, or set `tool_choice` to none or required.")
        }
        return try kept(.calls(request.tools, request.toolChoice, schema)) { [schema] () throws(KapellError) in
            var alternatives = calls.shape(tools: request.tools, choice: mustCall ? request.toolChoice : .required)
                .flatMap { Self.parts($0) }
            guard !alternatives.isEmpty else {
                throw KapellError(
                    .unsupported,
                    "A call cannot be forced in the form that this model writes calls in (\(calls.name)).",
                    remedy: "Set `tool_choice` to auto, or name another model.")
            }
            if let schema { alternatives.append([.schema(schema)]) }
            return Form(
                matcher: self.matcher(try Grammar(alternatives: alternatives, options: Self.options)), check: nil)
        }
    }

    /// Alternatives that say the same, without parts that may be left out. Where there are too many of these, they are all
    /// written.
    private static func parts(_ parts: [ToolCallPart]) -> [[GrammarPart]] {
        var rows: [[GrammarPart]] = [[]]
        for part in parts {
            switch part {
            case .literal(let text): rows = rows.map { $0 + [.literal(text)] }
            case .schema(let schema): rows = rows.map { $0 + [.schema(.object(schema))] }
            case .text(let end): rows = rows.map { $0 + [.anyWithout(end)] }
            case .optional(let inner):
                let inner = Self.parts(inner)
                let with = rows.flatMap { row in inner.map { row + $0 } }
                rows = rows.count + with.count <= 64 ? rows + with : with
            }
        }
        return rows
    }

    private func kept(_ key: Key, _ make: () throws(KapellError) -> Form) throws(KapellError) -> Form {
        if let form = state.withLock({ state in state.forms.first { $0.key == key }?.form }) { return form }
        let form = try make()
        state.withLock { state in
            state.forms.append((key, form))
            if state.forms.count > Self.most { state.forms.removeFirst() }
        }
        return form
    }

    private func compile(_ form: LocalRequestFields.AnswerForm) throws(KapellError) -> Form {
        switch form {
        case .json:
            return Form(matcher: matcher(try Grammar(anyObject: Self.options))) { text in
                (try? JSONValue(parsing: text))?.objectValue == nil ? "It is no JSON object." : nil
            }
        case .schema(let schema):
            let grammar = try Grammar(jsonSchema: schema, options: Self.options)
            let rules: JSONSchema
            do { rules = try JSONSchema(schema) } catch {
                throw KapellError(.invalidRequest, "The schema of the answer cannot be read: \(error)")
            }
            return Form(matcher: matcher(grammar)) { text in
                guard let value = try? JSONValue(parsing: text) else { return "It is no JSON." }
                return rules.validate(value).first.map { "\($0)" }
            }
        case .regex(let pattern): return Form(matcher: matcher(try Grammar(regex: pattern)), check: nil)
        case .choice(let texts):
            return Form(matcher: matcher(try Grammar(choices: texts))) { texts.contains($0) ? nil : "It is no choice." }
        }
    }

    private func matcher(_ grammar: Grammar) -> GrammarMatcher {
        GrammarMatcher(grammar, vocabulary: tokens)
    }

    /// The model's tokens as the grammars want them; made once.
    private var tokens: GrammarVocabulary {
        if let tokens = state.withLock({ $0.tokens }) { return tokens }
        let tokens = GrammarVocabulary(tokens: vocabulary.pieces, endTokens: ends)
        state.withLock { $0.tokens = tokens }
        return tokens
    }
}
