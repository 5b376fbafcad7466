extension LiteLLMImporter {
    mutating func readModels(_ node: ConfigurationNode) {
        guard let items = node.list else {
            if node.scalar?.kind != .nothing { drop("model_list", "it is not a list") }
            return
        }
        for (index, item) in items.enumerated() { readModel(item, path: "model_list[\(index)]") }
    }

    private mutating func readModel(_ node: ConfigurationNode, path: String) {
        guard let name = node["model_name"]?.scalar?.text, let parameters = node["litellm_params"]?.mapping else {
            return drop(path, "it has no `model_name` or no `litellm_params`")
        }
        for entry in node.mapping ?? [] {
            switch entry.key {
            case "model_name", "litellm_params": break
            case "model_info": readInfo(entry.value, path: "\(path).model_info")
            default: drop("\(path).\(shown(entry.key))", LiteLLMReasons.unknown)
            }
        }
        var target = LiteLLMTarget(path: "\(path).litellm_params")
        target.entries = withCredentials(parameters, path: target.path)
        guard let deployment = deployment(&target) else { return }
        if name.contains("*") {
            return readWildcard(name, deployment, path: "\(path).model_name")
        }
        guard TextRule.aliasName.accepts(name) else {
            return drop(
                "\(path).model_name", "a name is 1 to 256 printable characters, with single spaces between words")
        }
        if let place = groups.firstIndex(where: { $0.name == name }) {
            approximate(
                "\(path).model_name",
                "one of several entries of this name: LiteLLM shares requests out, here they are tried in order")
            groups[place].deployments.append(deployment)
        } else {
            groups.append(LiteLLMGroup(name: name, deployments: [deployment]))
        }
    }

    /// `openai/*` needs no alias: any model of a provider can be called as `provider/model`.
    private mutating func readWildcard(_ name: String, _ deployment: LiteLLMDeployment, path: String) {
        guard deployment.model.hasSuffix("/*"), name == "*" || name.hasSuffix("/*") else {
            return drop(path, "names with `*` are not read; write an alias for each name")
        }
        guard name != deployment.model else { return }
        approximate(path, "clients call any model of this provider as `\(deployment.model.dropLast())NAME`")
    }

    /// The parameters with those of the credential that they name; what is said in both is the parameter's.
    private mutating func withCredentials(_ entries: [ConfigurationEntry], path: String) -> [ConfigurationEntry] {
        guard let name = entries.first(where: { $0.key == "litellm_credential_name" })?.value.scalar?.text,
            let values = credentials[name]
        else { return entries }
        let named = Set(entries.map(\.key))
        return entries.filter { $0.key != "litellm_credential_name" } + values.filter { !named.contains($0.key) }
    }

    private mutating func readInfo(_ node: ConfigurationNode, path: String) {
        for entry in node.mapping ?? [] {
            let key = "\(path).\(shown(entry.key))"
            switch entry.key {
            case "mode":
                let served = ["chat", "completion", "responses", "embedding", "rerank", "image_generation"]
                if let mode = entry.value.scalar?.text, !served.contains(mode) {
                    drop(key, "routes of this kind are not served by this version")
                }
            case _ where entry.key.contains("cost_per"): drop(key, "prices stand in a table of their own")
            default: drop(key, "what a model is and can do is not part of kapell.yaml")
            }
        }
    }

    private mutating func deployment(_ target: inout LiteLLMTarget) -> LiteLLMDeployment? {
        guard let found = model(&target) else { return nil }
        var deployment = LiteLLMDeployment(model: found)
        for entry in target.entries {
            let path = "\(target.path).\(shown(entry.key))"
            switch entry.key {
            case _ where target.used.contains(entry.key): break
            case "order": deployment.order = whole(entry.value, path) ?? .max
            case "timeout": deployment.timeout = seconds(entry.value, path)
            case "stream_timeout": deployment.streamTimeout = seconds(entry.value, path)
            case "max_retries", "num_retries": deployment.retries = whole(entry.value, path)
            default: drop(path, LiteLLMReasons.parameter(entry.key))
            }
        }
        return deployment
    }

    /// A whole number that is not negative; a note where there is something else.
    mutating func whole(_ node: ConfigurationNode, _ path: String) -> Int? {
        if node.scalar?.kind == .nothing { return nil }
        if let number = node.scalar.flatMap({ Int($0.text) }), number >= 0 { return number }
        drop(path, "it is not a whole number")
        return nil
    }

    /// A time in seconds; a note where there is something else.
    mutating func seconds(_ node: ConfigurationNode, _ path: String) -> Double? {
        if node.scalar?.kind == .nothing { return nil }
        if let number = node.scalar.flatMap({ Double($0.text) }), number.isFinite, number > 0 { return number }
        drop(path, "it is not a number of seconds")
        return nil
    }
}

/// The parameters of one entry of `model_list` while they are read.
struct LiteLLMTarget {
    var path: String
    var entries: [ConfigurationEntry] = []
    /// Keys that are carried over, or of which a note says why not.
    var used: Set<String> = []

    /// The value of a key, which counts as read from then on.
    mutating func take(_ key: String) -> ConfigurationNode? {
        guard let node = entries.first(where: { $0.key == key })?.value else { return nil }
        used.insert(key)
        return node.scalar?.kind == .nothing ? nil : node
    }
}
