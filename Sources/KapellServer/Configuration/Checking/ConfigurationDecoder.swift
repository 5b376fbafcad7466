import KapellChunking

/// Makes the sections from values that the table has accepted, and checks what no single key can show.
struct ConfigurationDecoder {
    var issues: IssueList
    /// The value of `HOME`, for paths that begin with `~/`.
    var home: String?
    /// The names below `models.providers`.
    var providerNames: [String] = []
    /// The names below `models.aliases`.
    var aliasNames: [String] = []

    /// The names below `knowledge` and `workflows`.
    var knowledgeNames: [String] = []
    var workflowNames: [String] = []
    var tools: [WorkflowTool] = []

    mutating func decode(_ root: ConfigurationNode) -> KapellConfiguration {
        var configuration = KapellConfiguration()
        if let node = root["models"] { configuration.models = models(node) }
        configuration.knowledge = root["knowledge"]?.mapping?.map { knowledge($0) } ?? []
        for (index, source) in (root["prompts"]?["sources"]?.list ?? []).enumerated() {
            if let path = path(source, key: "prompts.sources[\(index)]") { configuration.prompts.sources.append(path) }
        }
        knowledgeNames = root["knowledge"]?.mapping?.map(\.key) ?? []
        tools = readTools(root["tools"]?.mapping ?? [])
        configuration.tools = tools
        configuration.workflows = workflows(root["workflows"]?.mapping ?? [])
        if let node = root["stores"] { configuration.store = store(node) }
        if let node = root["server"] { configuration.server = server(node) }
        return configuration
    }

    private mutating func knowledge(_ entry: ConfigurationEntry) -> KnowledgeSection {
        let node = entry.value
        let key = "knowledge.\(shown(entry.key))"
        var section = KnowledgeSection(name: entry.key, sources: [])
        for (index, source) in (node["sources"]?.list ?? []).enumerated() {
            if let path = path(source, key: "\(key).sources[\(index)]") { section.sources.append(path) }
        }
        if let mode = node["mode"]?.scalar.flatMap({ KnowledgeMode(rawValue: $0.text) }) { section.mode = mode }
        section.language = node["language"]?.scalar?.text
        section.description = node["description"]?.scalar?.text
        if let size = node["limits"]?["file_size"]?.scalar?.byteSize {
            section.limits.fileSize = size
        }
        if let files = node["limits"]?["files"]?.scalar?.wholeNumber { section.limits.files = files }
        if let chunk = node["chunk"] { section.chunk = self.chunk(chunk) }
        section.isWatched = node["watch"]?.scalar?.boolean ?? false
        if let judge = node["judge"] { section.judge = self.judge(judge, mode: section.mode, key: "\(key).judge") }
        return section
    }

    private func chunk(_ node: ConfigurationNode) -> ChunkSettings {
        var settings = ChunkSettings()
        if let by = node["by"]?.scalar.flatMap({ ChunkingStrategy(rawValue: $0.text) }) { settings.by = by }
        if let tokens = node["tokens"]?.scalar?.wholeNumber { settings.tokens = tokens }
        settings.sentences = node["sentences"]?.scalar?.wholeNumber
        settings.overlapTokens = node["overlap"]?.scalar?.wholeNumber ?? node["overlap"]?["tokens"]?.scalar?.wholeNumber
        settings.overlapSentences = node["overlap"]?["sentences"]?.scalar?.wholeNumber
        settings.parents = node["parents"]?.scalar?.wholeNumber
        return settings
    }

    private mutating func store(_ node: ConfigurationNode) -> StoreSection {
        var section = StoreSection()
        if let path = node["path"] { section.path = self.path(path, key: "stores.path") }
        if let size = node["memory"]?.scalar?.byteSize { section.memory = size }
        if let scalar = node["journal"]?.scalar, !scalar.isUnresolved { section.journal = scalar.text }
        if let scalar = node["scope"]?.scalar, !scalar.isUnresolved { section.scope = scalar.text }
        return section
    }

    private func server(_ node: ConfigurationNode) -> ServerSection {
        var section = ServerSection()
        if let host = node["host"]?.scalar?.text { section.host = host }
        if let port = node["port"]?.scalar?.wholeNumber { section.port = port }
        if let grace = node["grace"]?.scalar.flatMap(DurationText.duration) {
            section.grace = min(grace, ConfigurationDefaults.mostGrace)
        }
        return section
    }

    mutating func path(_ node: ConfigurationNode, key: String) -> String? {
        guard let scalar = node.scalar, scalar.kind == .text, !scalar.isUnresolved else { return nil }
        return path(scalar.text, in: node.directory, at: node.position, key: key)
    }

    mutating func path(
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
