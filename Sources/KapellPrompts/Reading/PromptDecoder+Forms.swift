import KapellCore
import KapellJSON

extension PromptDecoder {
    private static let variantKeys = [
        "match", "body", "sampling", "max_tokens", "stop", "budget", "schema_in_prompt",
    ]

    /// What is said of sampling, limits and stops; what is not said stays.
    func settings(_ keys: FrontKeys, _ form: inout PromptForm) throws(KapellError) {
        if let value = keys["sampling"] {
            let sampling = try FrontKeys(
                value, keys.name("sampling"), file: file, known: ["temperature", "top_p", "top_k", "seed"])
            if let number = try sampling.number("temperature", 0...2) { form.sampling.temperature = number }
            if let number = try sampling.number("top_p", 0...1) { form.sampling.topP = number }
            if let number = try sampling.whole("top_k", 0...1_000_000) { form.sampling.topK = number }
            if let number = try sampling.whole("seed", 0...Int.max) { form.sampling.seed = UInt64(number) }
        }
        if let tokens = try keys.whole("max_tokens", 1...1_000_000) { form.maximumResponseTokens = tokens }
        let stop = try keys.texts("stop")
        guard stop.count <= 16, !stop.contains("") else {
            throw keys.fault("stop", "must hold at most 16 texts, none of them empty.", remedy: "Keep fewer.")
        }
        if keys["stop"] != nil { form.stop = stop }
        if let value = keys["budget"] {
            let budget = try FrontKeys(
                value, keys.name("budget"), file: file, known: ["attempts", "tokens", "seconds"])
            if let attempts = try budget.whole("attempts", 1...20) { form.budget.attempts = attempts }
            if let tokens = try budget.whole("tokens", 1...100_000_000) { form.budget.tokens = tokens }
            if let seconds = try budget.whole("seconds", 1...86_400) { form.budget.duration = .seconds(seconds) }
        }
        if let flag = try keys.flag("schema_in_prompt") { form.tellsSchema = flag }
    }

    func variants(
        _ standard: PromptForm, _ input: PromptInput, _ scope: TemplateScope
    ) throws(KapellError) -> [PromptVariant] {
        var variants: [PromptVariant] = []
        for (index, item) in (try keys.list("variants", limit: limits.entries) ?? []).enumerated() {
            let keys = try FrontKeys(item, "variants[\(index)]", file: file, known: Self.variantKeys)
            guard let match = try keys.text("match"), (1...200).contains(match.utf8.count) else {
                throw PromptPlace(file: file, line: item.line).fault(
                    "`variants[\(index)].match` must be a pattern of at most 200 bytes.",
                    remedy: "Write for example `match: local/smollm2*`.")
            }
            var form = standard
            if let body = try keys.text("body"), let value = keys["body"] {
                form.template = try template(body, value.textLine, input, scope)
            }
            try settings(keys, &form)
            variants.append(PromptVariant(pattern: NamePattern(match), form: form))
        }
        return variants
    }

    func fewShot(
        _ input: PromptInput, _ source: inout PromptSource, _ read: (String) throws(KapellError) -> String
    ) throws(KapellError) -> FewShot? {
        guard let value = keys["fewshot"] else { return nil }
        let known = ["examples", "file", "select", "count", "tokens", "diversity", "by"]
        let keys = try FrontKeys(value, "fewshot", file: file, known: known)
        var examples: [FewShot.Example] = []
        var lines: [PromptPlace] = []
        if let items = try keys.list("examples", limit: limits.examples) {
            for item in items {
                let place = PromptPlace(file: file, line: item.line)
                examples.append(try ExampleFile.example(item.json, place))
                lines.append(place)
            }
        } else if let path = try keys.text("file") {
            guard Self.isPlainFile(path) else {
                throw keys.fault(
                    "file", "must be the name of a file beside the prompt.",
                    remedy: "Write for example `file: \(name).jsonl`.")
            }
            let text = try read(path)
            examples = try ExampleFile.read(text, file: path, limits: limits)
            lines = examples.map { _ in PromptPlace(file: file, line: keys["file"]?.line ?? keys.line) }
            source.exampleFile = path
            source.exampleText = text
        } else {
            throw PromptPlace(file: file, line: keys.line).fault(
                "`fewshot` needs `examples`, or `file`.", remedy: "Write `file: \(name).jsonl`, beside the prompt.")
        }
        if keys["examples"] != nil, keys["file"] != nil {
            throw keys.fault("file", "and `fewshot.examples` are both there.", remedy: "Keep one of them.")
        }
        for (index, example) in examples.enumerated() {
            do {
                examples[index].input = try input.checked(example.input, limits: limits)
            } catch {
                throw lines[index].fault(
                    "Example \(index + 1): \(error.message)", remedy: error.remedy ?? "Correct it.")
            }
        }
        return try settings(of: keys, examples, input)
    }

    private func settings(
        of keys: FrontKeys, _ examples: [FewShot.Example], _ input: PromptInput
    ) throws(KapellError) -> FewShot {
        var shot = FewShot(examples: examples)
        if let text = try keys.text("select") {
            guard let selection = FewShot.Selection(rawValue: text) else {
                let names = FewShot.Selection.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
                throw keys.fault("select", "is not a way to choose examples.", remedy: "Write one of \(names).")
            }
            shot.selection = selection
        }
        if let count = try keys.whole("count", 0...limits.examples) { shot.count = count }
        shot.tokens = try keys.whole("tokens", 1...1_000_000)
        if let diversity = try keys.number("diversity", 0...1) { shot.diversity = diversity }
        if let by = try keys.text("by") {
            guard input.fields.isEmpty || input.fields.contains(where: { $0.name == by }) else {
                throw keys.fault("by", "names no input.", remedy: "Name one of the inputs.")
            }
            shot.by = by
        }
        if shot.selection == .length {
            guard shot.tokens != nil else {
                throw keys.fault("select", "is `length`, which needs a budget.", remedy: "Write `tokens: 400`.")
            }
            if keys["count"] == nil { shot.count = limits.examples }
        }
        return shot
    }

    /// A name without a folder: examples lie beside their prompt.
    private static func isPlainFile(_ path: String) -> Bool {
        !path.isEmpty && path.utf8.count <= 255 && !path.hasPrefix(".") && !path.contains("/") && !path.contains("\\")
            && path.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    }
}
