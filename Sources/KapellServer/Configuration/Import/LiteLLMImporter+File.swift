import KapellCore

extension LiteLLMImporter {
    /// The most lines of notes at the head of the file.
    private static let shownNotes = 300
    /// The most models of one name.
    private static let modelLimit = 32

    /// Writes the file, and reads it again as a check.
    mutating func result(of path: String) throws -> LiteLLMImport {
        var body: [String] = ["version: 1"]
        let aliases = groups.flatMap { aliasLines($0).map { "    \($0)" } }
        if !providers.all.isEmpty || !aliases.isEmpty { body += ["", "models:"] }
        if !providers.all.isEmpty {
            body.append("  providers:")
            body += providers.all.flatMap { $0.provider.lines(named: $0.name).map { "    \($0)" } }
        }
        if !aliases.isEmpty { body += ["  aliases:"] + aliases }
        let text = (head(of: path) + body).joined(separator: "\n") + "\n"
        try check(text)
        return LiteLLMImport(
            text: text, providers: providers.all.map(\.name), aliases: groups.map(\.name), notes: notes,
            variables: variables.all)
    }

    private mutating func aliasLines(_ group: LiteLLMGroup) -> [String] {
        var models = group.models
        let place = "model `\(shown(group.name))`"
        if models.count > Self.modelLimit {
            drop(place, "a name may have \(Self.modelLimit) models; those after them are left out")
            models.removeLast(models.count - Self.modelLimit)
        }
        let name = ImportText.plain(group.name)
        let settings = settingLines(group, models: models.count, place: place)
        let written = models.map { model in
            model.contains("$") ? ImportText.literal(model).yaml : ImportText.plain(model)
        }
        if settings.isEmpty, written.count == 1 { return ["\(name): \(written[0])"] }
        return ["\(name):", "  models:"] + written.map { "    - \($0)" } + settings.map { "  \($0)" }
    }

    private mutating func settingLines(_ group: LiteLLMGroup, models: Int, place: String) -> [String] {
        var lines: [String] = []
        var attempts = 1
        let retries = group.deployments.compactMap(\.retries).max() ?? settings.retries
        if let retries {
            attempts = min(retries, 9) + 1
            if retries > 9 { approximate(place, "a model is tried at most 10 times") }
            lines.append("attempts: \(attempts)")
        }
        if let timeout = group.deployments.compactMap(\.timeout).max() ?? settings.timeout {
            let total = min((timeout * Double(attempts) * Double(max(models, 1))).rounded(.up), 3600)
            lines.append("deadline: \(max(Int(total), 1))")
            approximate(place, "LiteLLM times each attempt; `deadline` holds for all of them, of all models, together")
        }
        if let timeout = group.deployments.compactMap(\.streamTimeout).max() ?? settings.streamTimeout {
            lines.append("first_token: \(max(Int(min(timeout.rounded(.up), 3600)), 1))")
            approximate(place, "`stream_timeout` became the time to the first token")
        }
        if settings.isStrict { lines.append("strict: true") }
        return lines
    }

    private func head(of path: String) -> [String] {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        var lines = ["Written by `kapell import litellm` from \(shown(file)).", "Check it with `kapell check`."]
        if !variables.all.isEmpty {
            lines += ["", "Set these variables in the environment, or in the file .env beside this one:"]
            lines += variables.all.prefix(Self.shownNotes).map { "  \($0.name)  \($0.summary)" }
        }
        if !notes.isEmpty {
            lines += ["", "Not carried over, or not exactly:"]
            lines += notes.prefix(Self.shownNotes).map { "  \($0.path)  \($0.kind.rawValue), \($0.reason)" }
            if notes.count > Self.shownNotes { lines.append("  and \(notes.count - Self.shownNotes) more") }
        }
        return lines.map { $0.isEmpty ? "#" : "# \(comment($0))" } + [""]
    }

    /// A line without what could be taken for an anchor or a key that is a list.
    private func comment(_ text: String) -> String {
        var result = ""
        for scalar in shown(text, limit: 400).unicodeScalars {
            switch scalar {
            case "{": result += "("
            case "}": result += ")"
            case "&": result += "(and)"
            case "?": result += "."
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// What was written must be a correct file once its variables are set.
    private func check(_ text: String) throws {
        var environment = Dictionary(variables.all.map { ($0.name, "x") }) { first, _ in first }
        for (_, provider) in providers.all {
            if case .variable(let name) = provider.url { environment[name] = "https://example.com" }
        }
        do {
            _ = try KapellConfiguration.load(
                bytes: Array(text.utf8), path: "/kapell.yaml", environment: environment)
        } catch {
            let limits = ["larger than 1 MB", "more than \(YAMLReader.nodeLimit) values"]
            if error.issues.contains(where: { issue in limits.contains { issue.message.contains($0) } }) {
                throw KapellError(
                    .tooLarge, "The result would be larger than kapell.yaml may be.",
                    remedy: "Split the file, and import the parts.")
            }
            throw KapellError(
                .internalError, "The file that was made of it is not correct: \(error.issues.first?.message ?? "").",
                remedy: "Report this with the entry that it names.")
        }
    }
}

extension ImportVariable {
    /// What it is, for a person.
    package var summary: String {
        isLiteral ? "its value stands in LiteLLM's file (\(purpose))" : purpose
    }
}
