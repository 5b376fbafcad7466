/// Reads LiteLLM's settings one after the other, and keeps what becomes of them.
struct LiteLLMImporter {
    var notes: [ImportNote] = []
    var variables: ImportVariables
    var providers = ImportedProviders()
    /// What clients may call, in the order of `model_list`.
    var groups: [LiteLLMGroup] = []
    /// The values of `credential_list`, by name.
    var credentials: [String: [ConfigurationEntry]] = [:]
    var settings = LiteLLMSettings()

    init(root: ConfigurationNode?) {
        var taken: Set<String> = []
        if let root { Self.collectVariables(root, into: &taken) }
        variables = ImportVariables(taken: taken)
    }

    mutating func run(_ root: ConfigurationNode?) {
        let entries = root?.mapping ?? []
        // Names of credentials are looked up by models, which stand before them.
        for entry in entries where entry.key == "credential_list" { readCredentials(entry.value) }
        for entry in entries {
            let path = shown(entry.key)
            switch entry.key {
            case "credential_list": break
            case "model_list": readModels(entry.value)
            case "router_settings", "litellm_settings", "general_settings": readSettings(entry)
            case "environment_variables": readEnvironment(entry.value)
            case "include":
                drop(path, "import each file that is included by itself, and put the results together with `include`")
            default: drop(path, LiteLLMReasons.setting(entry.key))
            }
        }
        addFallbacks()
    }

    mutating func drop(_ path: String, _ reason: String) {
        notes.append(ImportNote(path: path, kind: .dropped, reason: reason))
    }

    mutating func approximate(_ path: String, _ reason: String) {
        notes.append(ImportNote(path: path, kind: .approximated, reason: reason))
    }

    /// A text, or the variable that `os.environ/NAME` names; a note where there is neither.
    mutating func text(_ node: ConfigurationNode, _ path: String) -> ImportText? {
        guard let scalar = node.scalar else {
            drop(path, "it is not text")
            return nil
        }
        guard scalar.kind != .nothing, !scalar.text.isEmpty else { return nil }
        guard let name = Self.variable(in: scalar.text) else { return .literal(scalar.text) }
        guard EnvironmentFile.isName(name) else {
            drop(path, "it does not name a variable that can be read here")
            return nil
        }
        return .variable(name)
    }

    /// The name in `os.environ/NAME`.
    private static func variable(in text: String) -> String? {
        let prefix = "os.environ/"
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    private static func collectVariables(_ node: ConfigurationNode, into names: inout Set<String>) {
        switch node.content {
        case .scalar(let scalar): if let name = variable(in: scalar.text) { names.insert(name) }
        case .list(let items): for item in items { collectVariables(item, into: &names) }
        case .mapping(let entries): for entry in entries { collectVariables(entry.value, into: &names) }
        }
    }

    private mutating func readCredentials(_ node: ConfigurationNode) {
        for (index, item) in (node.list ?? []).enumerated() {
            guard let name = item["credential_name"]?.scalar?.text, let values = item["credential_values"]?.mapping
            else {
                drop("credential_list[\(index)]", "it has no `credential_name` or no `credential_values`")
                continue
            }
            credentials[name] = values
        }
    }

    private mutating func readEnvironment(_ node: ConfigurationNode) {
        for entry in node.mapping ?? [] {
            let path = "environment_variables.\(shown(entry.key))"
            if EnvironmentFile.isName(entry.key) {
                variables.need(entry.key, "set by `environment_variables`", isLiteral: true)
                drop(path, "variables are not set by kapell.yaml; set it in the environment or in `.env`")
            } else {
                drop(path, "it is not the name of a variable")
            }
        }
    }
}

/// One name that clients call, and the models behind it.
struct LiteLLMGroup {
    var name: String
    var deployments: [LiteLLMDeployment] = []
    /// The models of the groups that are tried after its own.
    var fallbacks: [String] = []

    /// In the order in which they are tried.
    var models: [String] {
        let ordered = deployments.enumerated().sorted {
            ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
        }.map(\.element.model)
        var seen: Set<String> = []
        return (ordered + fallbacks).filter { seen.insert($0).inserted }
    }
}

/// One entry of `model_list`.
struct LiteLLMDeployment {
    /// `provider/model`, with `$` as it is.
    var model: String
    var order = Int.max
    /// In seconds.
    var timeout: Double?
    var streamTimeout: Double?
    var retries: Int?
}

/// What holds for all groups.
struct LiteLLMSettings {
    var retries: Int?
    /// In seconds.
    var timeout: Double?
    var streamTimeout: Double?
    var isStrict = false
    /// Groups and what is tried after them, with the place of the setting.
    var fallbacks: [(group: String, next: [String], path: String)] = []
    var defaultFallbacks: [String] = []
    /// Other names of groups.
    var groupNames: [(name: String, group: String, path: String)] = []
}
