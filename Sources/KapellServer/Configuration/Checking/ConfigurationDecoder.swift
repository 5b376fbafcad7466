/// Makes the sections from values that the table has accepted, and checks what no single key can show.
struct ConfigurationDecoder {
    var issues: IssueList
    /// The value of `HOME`, for paths that begin with `~/`.
    var home: String?

    mutating func decode(_ root: ConfigurationNode) -> KapellConfiguration {
        var configuration = KapellConfiguration()
        if let node = root["models"] { configuration.models = models(node) }
        configuration.knowledge = root["knowledge"]?.mapping?.map { knowledge($0) } ?? []
        for (index, source) in (root["prompts"]?["sources"]?.list ?? []).enumerated() {
            if let path = path(source, key: "prompts.sources[\(index)]") { configuration.prompts.sources.append(path) }
        }
        if let node = root["stores"]?["path"] { configuration.store.path = path(node, key: "stores.path") }
        if let node = root["server"] { configuration.server = server(node) }
        return configuration
    }

    private mutating func models(_ node: ConfigurationNode) -> ModelsSection {
        var section = ModelsSection()
        if let node = node["default"], let model = model(node, key: "models.default") { section.default = model }
        if let node = node["embedding"], let model = model(node, key: "models.embedding") { section.embedding = model }
        return section
    }

    private mutating func model(_ node: ConfigurationNode, key: String) -> ModelSetting? {
        let isMapping = node.mapping != nil
        guard let written = isMapping ? node["model"] : node, let text = written.scalar?.text,
            let slash = text.firstIndex(of: "/")
        else { return nil }
        var reference = ModelReference(
            provider: String(text[..<slash]),
            name: String(text[slash...].dropFirst())
        )
        if reference.name.lowercased().hasSuffix(".gguf") {
            reference.path = path(
                reference.name, in: written.directory, at: written.position, key: isMapping ? "\(key).model" : key)
        }
        return ModelSetting(
            reference: reference,
            context: node["context"]?.scalar?.wholeNumber,
            threads: node["threads"]?.scalar?.wholeNumber
        )
    }

    private mutating func knowledge(_ entry: ConfigurationEntry) -> KnowledgeSection {
        let node = entry.value
        let key = "knowledge.\(shown(entry.key))"
        var section = KnowledgeSection(name: entry.key, sources: [])
        for (index, source) in (node["sources"]?.list ?? []).enumerated() {
            if let path = path(source, key: "\(key).sources[\(index)]") { section.sources.append(path) }
        }
        if let mode = node["mode"]?.scalar.flatMap({ KnowledgeMode(rawValue: $0.text) }) { section.mode = mode }
        section.description = node["description"]?.scalar?.text
        if let size = node["limits"]?["file_size"]?.scalar?.byteSize {
            section.limits.fileSize = size
        }
        if let files = node["limits"]?["files"]?.scalar?.wholeNumber { section.limits.files = files }
        if let tokens = node["chunk"]?["tokens"]?.scalar?.wholeNumber { section.chunk.tokens = tokens }
        return section
    }

    private func server(_ node: ConfigurationNode) -> ServerSection {
        var section = ServerSection()
        if let host = node["host"]?.scalar?.text { section.host = host }
        if let port = node["port"]?.scalar?.wholeNumber { section.port = port }
        return section
    }

    private mutating func path(_ node: ConfigurationNode, key: String) -> String? {
        guard let scalar = node.scalar, scalar.kind == .text, !scalar.isUnresolved else { return nil }
        return path(scalar.text, in: node.directory, at: node.position, key: key)
    }

    private mutating func path(
        _ text: String, in directory: String, at position: SourcePosition, key: String
    ) -> String? {
        guard text == "~" || text.hasPrefix("~/") else { return PathText.resolve(text, in: directory) }
        guard let home, home.hasPrefix("/") else {
            issues.add(
                position, key: key, "`\(key)` is below the home folder, and `HOME` does not say where that is.",
                remedy: "Set `HOME` to an absolute path, or write the whole path.")
            return nil
        }
        return PathText.resolve(String(text.dropFirst(2)), in: home)
    }
}
