extension ConfigurationDecoder {
    mutating func models(_ node: ConfigurationNode) -> ModelsSection {
        var section = ModelsSection()
        for entry in node["providers"]?.mapping ?? [] {
            if let provider = provider(entry) { section.providers.append(provider) }
        }
        // A provider whose entry is wrong is declared all the same; one issue is enough.
        providerNames = node["providers"]?.mapping?.map(\.key) ?? []
        if let node = node["default"], let model = model(node, key: "models.default") { section.default = model }
        if let node = node["embedding"], let model = model(node, key: "models.embedding") { section.embedding = model }
        aliasNames = node["aliases"]?.mapping?.map(\.key) ?? []
        for entry in node["aliases"]?.mapping ?? [] {
            if let alias = alias(entry) { section.aliases.append(alias) }
        }
        for (index, node) in (node["local"]?.list ?? []).enumerated() {
            let key = "models.local[\(index)]"
            guard let model = model(node, key: key) else { continue }
            if model.reference.isLocal {
                section.local.append(model)
            } else {
                issues.add(
                    node.position, key: key, "`\(key)` is no model that runs in this process.",
                    remedy: "Name it `local/…`, or remove it: models of providers need no entry.")
            }
        }
        section.memory = node["memory"]?.scalar?.byteSize
        if let node = node["prices"] { section.prices = path(node, key: "models.prices") }
        return section
    }

    private mutating func model(_ node: ConfigurationNode, key: String) -> ModelSetting? {
        let isMapping = node.mapping != nil
        guard let written = isMapping ? node["model"] : node,
            let reference = reference(written, key: isMapping ? "\(key).model" : key)
        else { return nil }
        for name in ["context", "threads", "streams", "capacity", "queue", "cache", "lookup", "adapters"]
        where !reference.isLocal {
            guard let wrong = node[name] else { continue }
            issues.add(
                wrong.position, key: "\(key).\(name)",
                "`\(key).\(name)` is for models that run in this process, as `local/…`.",
                remedy: "Remove it; the provider decides.")
        }
        var setting = ModelSetting(
            reference: reference,
            context: node["context"]?.scalar?.wholeNumber,
            threads: node["threads"]?.scalar?.wholeNumber
        )
        setting.streams = node["streams"]?.scalar?.wholeNumber
        setting.capacity = node["capacity"]?.scalar?.wholeNumber
        setting.queue = node["queue"]?.scalar?.wholeNumber
        setting.cache = node["cache"]?.scalar?.text
        setting.lookup = node["lookup"]?.scalar?.boolean
        for entry in node["adapters"]?.mapping ?? [] where TextRule.name.accepts(entry.key) {
            if let path = path(entry.value, key: "\(key).adapters.\(entry.key)") {
                setting.adapters.append(ModelSetting.Adapter(name: entry.key, path: path))
            }
        }
        return setting
    }

    private mutating func alias(_ entry: ConfigurationEntry) -> ModelAlias? {
        guard TextRule.aliasName.accepts(entry.key) else { return nil }
        let key = "models.aliases.\(shown(entry.key))"
        let node = entry.value
        var alias = ModelAlias(name: entry.key, models: [])
        if node.scalar != nil {
            if let model = reference(node, key: key) { alias.models.append(model) }
            return alias
        }
        for (index, model) in (node["models"]?.list ?? []).enumerated() {
            if let model = reference(model, key: "\(key).models[\(index)]") { alias.models.append(model) }
        }
        alias.attempts = node["attempts"]?.scalar?.wholeNumber
        alias.deadline = seconds(node["deadline"])
        alias.connectTimeout = seconds(node["connect"])
        alias.firstTokenTimeout = seconds(node["first_token"])
        alias.betweenTokensTimeout = seconds(node["between_tokens"])
        alias.totalTimeout = seconds(node["total"])
        alias.retriesBilled = node["retry_billed"]?.scalar?.boolean ?? false
        alias.continuesCut = node["continue_cut"]?.scalar?.boolean ?? false
        alias.isStrict = node["strict"]?.scalar?.boolean ?? false
        return alias
    }

    private func seconds(_ node: ConfigurationNode?) -> Duration? {
        node?.scalar?.wholeNumber.map { .seconds($0) }
    }

    /// The model that a value names, with an issue where its provider is not known.
    mutating func reference(_ node: ConfigurationNode, key: String) -> ModelReference? {
        guard let scalar = node.scalar, !scalar.isUnresolved, TextRule.model.accepts(scalar.text),
            let slash = scalar.text.firstIndex(of: "/")
        else { return nil }
        var reference = ModelReference(
            provider: String(scalar.text[..<slash]), name: String(scalar.text[slash...].dropFirst()))
        if reference.isLocal {
            if reference.name.lowercased().hasSuffix(".gguf") {
                reference.path = path(reference.name, in: node.directory, at: node.position, key: key)
            }
        } else if !providerNames.contains(reference.provider), !ProviderKinds.names.contains(reference.provider) {
            let isShown = scalar.variables.isEmpty
            let named = isShown ? "`\(reference.provider)`" : "of \(scalar.quoted)"
            let known = [ModelReference.local] + providerNames + ProviderKinds.names
            let near = isShown ? nearestName(to: reference.provider, in: known) : nil
            issues.add(
                node.position, key: key,
                "`\(key)` names the provider \(named), which is neither known nor declared.",
                remedy: (near.map { $0.isClose ? "Did you mean `\($0.name)`? " : "" } ?? "")
                    + "Declare it below `models.providers`, or name one of `local`, "
                    + (providerNames.prefix(20).map(shownName) + ProviderKinds.names.map(shownName))
                    .joined(separator: ", ") + ".")
        }
        return reference
    }

    private func shownName(_ name: String) -> String { "`\(shown(name))`" }
}
