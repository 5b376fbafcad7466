import KapellCore
import KapellJSON

/// Makes a prompt of its front matter and its body.
struct PromptDecoder {
    static let format = 1
    static let keys = [
        "format", "description", "model", "input", "output", "one_of", "sampling", "max_tokens", "stop", "budget",
        "schema_in_prompt", "marks", "fewshot", "pack", "variants", "tests",
    ]

    let front: FrontValue
    let keys: FrontKeys
    let cut: FrontMatter
    let name: String
    let file: String
    let limits: PromptLimits

    init(front: FrontValue, cut: FrontMatter, name: String, file: String, limits: PromptLimits) throws(KapellError) {
        self.front = front
        self.cut = cut
        self.name = name
        self.file = file
        self.limits = limits
        keys = try FrontKeys(front, "", file: file, known: Self.keys)
        guard let written = keys["format"] else {
            throw PromptPlace(file: file, line: front.line).fault(
                "`format` is missing.", remedy: "Begin the front matter with `format: \(Self.format)`.")
        }
        guard written.scalar?.intValue == Self.format else {
            throw keys.fault(
                "format", "is not one that is read here.",
                remedy: "Write `format: \(Self.format)`, or take a newer Kapell.")
        }
    }

    func prompt(
        text: String, isBuiltIn: Bool, examples: (String) throws(KapellError) -> String
    ) throws(KapellError) -> Prompt {
        let input = try input()
        let output = try output()
        let oneOf = try oneOf(input)
        let scope = TemplateScope(input)
        var source = PromptSource(file: file, text: text, isBuiltIn: isBuiltIn)
        let fewShot = try fewShot(input, &source, examples)
        var form = PromptForm(template: try template(cut.body, cut.bodyLine, input, scope))
        form.budget = Budget(attempts: output == nil && oneOf == nil ? 1 : 3, duration: .seconds(120))
        try settings(keys, &form)
        var front = front.json.objectValue ?? [:]
        if let shot = front["fewshot"]?.objectValue {
            // The file's content counts, not its name.
            var shot = shot
            shot["file"] = nil
            front["fewshot"] = .object(shot)
        }
        return Prompt(
            name: name,
            version: PromptVersion(front: front, body: cut.body, examples: fewShot?.examples.map(\.json) ?? []),
            description: try keys.text("description"), model: try keys.text("model"), input: input, output: output,
            oneOf: oneOf,
            fewShot: fewShot, packs: try packs(input), marksOrigins: try keys.flag("marks") ?? true,
            tests: try tests(input), source: source, standard: form, variants: try variants(form, input, scope))
    }

    func template(
        _ body: String, _ line: Int, _ input: PromptInput, _ scope: TemplateScope
    ) throws(KapellError) -> PromptTemplate {
        let template = try PromptTemplate(body, file: file, line: line, limits: limits)
        try scope.check(template)
        return template
    }

    private func input() throws(KapellError) -> PromptInput {
        guard let value = keys["input"] else {
            let schema: JSONValue = ["type": "object", "additionalProperties": false]
            let form = SchemaForm(file: file, key: "input")
            return PromptInput(schema: schema, fields: [], compiled: try form.compile(schema, line: front.line))
        }
        let form = SchemaForm(file: file, key: "input")
        let (schema, fields) = try form.read(value)
        guard fields.count <= limits.variables else {
            throw keys.fault(
                "input", "holds \(fields.count) values, and may hold \(limits.variables).",
                remedy: "Put some into one list.")
        }
        for field in fields {
            if TemplateScope.reserved.contains(field.name) {
                throw keys.fault(
                    "input", "may not hold \(quoted(field.name)), which has a meaning in templates.",
                    remedy: "Choose another name.")
            }
            guard TemplateScan.isName(field.name), !field.name.contains(".") else {
                throw keys.fault(
                    "input", "holds the name \(quoted(field.name)), which no template can name.",
                    remedy: "Use letters, digits, `-` and `_`.")
            }
        }
        return PromptInput(schema: schema, fields: fields, compiled: try form.compile(schema, line: value.line))
    }

    private func output() throws(KapellError) -> PromptOutput? {
        guard let value = keys["output"] else { return nil }
        let form = SchemaForm(file: file, key: "output")
        let schema = try form.read(value).schema
        return PromptOutput(schema: schema, compiled: try form.compile(schema, line: value.line))
    }

    private func oneOf(_ input: PromptInput) throws(KapellError) -> String? {
        guard let name = try keys.text("one_of") else { return nil }
        let schema = input.schema["properties"]?[name]
        guard schema?["type"] == "array", schema?["items"]?["type"] == "string" else {
            throw keys.fault(
                "one_of", "must name a list of texts of the input.", remedy: "Declare it: `labels: [string]`.")
        }
        guard keys["output"] == nil else {
            throw keys.fault("one_of", "and `output` are both there.", remedy: "Keep one of them.")
        }
        return name
    }

    private func packs(_ input: PromptInput) throws(KapellError) -> [String: Int] {
        guard let value = keys["pack"] else { return [:] }
        let names = input.fields.map(\.name)
        let keys = try FrontKeys(value, "pack", file: file, known: names)
        var packs: [String: Int] = [:]
        for name in names {
            guard let tokens = try keys.whole(name, 1...1_000_000) else { continue }
            guard input.schema["properties"]?[name]?["type"]?.stringValue == "array" else {
                throw keys.fault(name, "is not a list, and only lists are packed.", remedy: "Make it one: `[string]`.")
            }
            packs[name] = tokens
        }
        return packs
    }

    private func tests(_ input: PromptInput) throws(KapellError) -> [PromptTest] {
        var tests: [PromptTest] = []
        for (index, item) in (try keys.list("tests", limit: limits.entries) ?? []).enumerated() {
            tests.append(try PromptTestDecoder(file: file, limits: limits).test(item, index, input))
        }
        return tests
    }
}
