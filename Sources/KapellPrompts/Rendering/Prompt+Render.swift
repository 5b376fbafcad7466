import Crypto
public import KapellCore
public import KapellJSON
import Mustache

extension Prompt {
    /// Puts values into the prompt's text.
    ///
    /// - Parameters:
    ///   - input: checked against the schema here; defaults are filled in.
    ///   - origins: where values come from, by name; what is not named has the origin that the file says.
    ///   - model: the model's name, which chooses the variant.
    ///   - examples: those that go with the question, in their order.
    /// - Throws: `.invalidRequest` for an input that does not fit and for a missing variable (with file and line),
    ///   `.tooLarge`.
    public func render(
        _ input: JSONObject, origins: [String: Origin] = [:], model: String = "", examples: [FewShot.Example] = [],
        limits: PromptLimits = .standard
    ) throws(KapellError) -> RenderedPrompt {
        let input = try self.input.checked(input, limits: limits)
        let (variant, form) = form(for: model)
        var slots: [String: Int] = [:]
        var list: [Origin] = [.developer]
        for (name, value) in input {
            slots[name] = list.count
            list.append(origins[name] ?? origin(of: name, value))
        }
        try refuseUntrusted(form.template, slots, list)
        var values = input
        values["output_schema"] = output.map { .string($0.schema.serialized()) } ?? .null
        if form.template.showsExamples {
            values["examples"] = .array(examples.map { ["input": .object($0.input), "output": .string($0.answer)] })
        }
        var check = TemplateCheck(file: source.file, limits: limits)
        var rendered = RenderedPrompt(messages: [], spans: [], variant: variant, examples: examples.count)
        for (index, part) in form.template.parts.enumerated() {
            if index == form.template.parts.count - 1, !form.template.showsExamples {
                for example in examples {
                    try check.check(part, example.input)
                    let root = TemplateRoot(values: example.input, slots: [:])
                    rendered.append(part.role, part.mustache.render(root), [.developer], shows: false)
                    rendered.append(.assistant, OriginMarks.wrap(example.answer, slot: 0), [.developer], shows: false)
                }
            }
            try check.check(part, values)
            let root = TemplateRoot(values: values, slots: slots)
            rendered.append(part.role, part.mustache.render(root), list, shows: marksOrigins)
        }
        if let output, form.tellsSchema, !form.template.showsSchema {
            let place = rendered.messages[0].role == .system ? 0 : rendered.messages.count - 1
            rendered.messages[place].content +=
                "\n\nAnswer with one JSON value that satisfies this JSON Schema, and with nothing else:\n"
                + output.schema.serialized()
        }
        return rendered
    }

    private func origin(of name: String, _ value: JSONValue) -> Origin {
        switch input.fields.first(where: { $0.name == name })?.origin ?? .user {
        case .developer: return .developer
        case .user: return .user
        case .tool: return .tool(name: name)
        case .model: return .model(id: "")
        case .document:
            let bytes = Array((value.stringValue ?? value.serialized()).utf8)
            let hash = SHA256.hash(data: bytes).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
            return .document(hash: hash, span: ByteSpan(start: 0, end: bytes.count))
        }
    }

    /// The origin that a caller gives counts, too: the system's message holds nothing that is not trusted.
    private func refuseUntrusted(
        _ template: PromptTemplate, _ slots: [String: Int], _ origins: [Origin]
    ) throws(KapellError) {
        for part in template.parts where part.role == .system {
            for (name, slot) in slots where !origins[slot].isTrusted {
                guard let tag = part.tags.first(where: { $0.mentions(name) }) else { continue }
                throw PromptPlace(file: source.file, line: tag.line).fault(
                    "\(quoted(name)) comes from a \(origins[slot].kind), and may not stand in the system's message.",
                    remedy: "Show it in the user's message.", .invalidRequest)
            }
        }
    }
}

extension RenderedPrompt {
    fileprivate mutating func append(_ role: ModelMessage.Role, _ rendered: String, _ origins: [Origin], shows: Bool) {
        var (text, spans) = OriginMarks.unwrap(rendered, origins: origins, shows: shows)
        let end = spans.last?.span.end ?? 0
        while text.utf8.last == 0x0A, text.utf8.count > end { text.removeLast() }
        let least = spans.map(\.origin).max { $0.distrust < $1.distrust } ?? .developer
        messages.append(ModelMessage(role, text, origin: least))
        self.spans.append(spans)
    }
}
