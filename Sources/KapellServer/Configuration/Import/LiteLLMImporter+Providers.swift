extension LiteLLMImporter {
    /// The model as `provider/model`, with its provider declared; `nil` after a note.
    mutating func model(_ target: inout LiteLLMTarget) -> String? {
        guard let written = target.take("model")?.scalar?.text, !written.isEmpty, !written.hasPrefix("os.environ/")
        else {
            drop("\(target.path).model", "the model has to stand in the file itself")
            return nil
        }
        var host = target.take("custom_llm_provider")?.scalar?.text
        var rest = written
        if let slash = written.firstIndex(of: "/") {
            let first = String(written[..<slash])
            if host == nil || host == first {
                host = first
                rest = String(written[slash...].dropFirst())
            }
        }
        guard let host = host ?? LiteLLMProvider.ofBareName(written) else {
            drop("\(target.path).model", "its name does not say who hosts it; write it as `provider/model`")
            return nil
        }
        guard let known = LiteLLMProvider.named(host) else {
            drop("\(target.path).model", LiteLLMReasons.host(host))
            return nil
        }
        var provider = ImportedProvider(kind: known.kind)
        guard let model = modelName(rest, host: host, provider: &provider, &target),
            readAddress(&provider, known, &target)
        else { return nil }
        let base = known.url == nil ? provider.kind : host
        readRegion(&provider, &target)
        readKey(&provider, known, like: base, &target)
        readHeaders(&provider, &target)
        let name = providers.name(provider, like: base, ownKey: Self.keyVariables[provider.kind])
        let reference = "\(name)/\(model)"
        guard TextRule.model.accepts(reference) else {
            drop("\(target.path).model", "its name holds characters that a model's name cannot have")
            return nil
        }
        return reference
    }

    /// The name without what LiteLLM puts before it to choose a route.
    private mutating func modelName(
        _ name: String, host: String, provider: inout ImportedProvider, _ target: inout LiteLLMTarget
    ) -> String? {
        let path = "\(target.path).model"
        var parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch provider.kind {
        case "bedrock":
            while parts.count > 1 {
                if ["converse", "invoke", "converse_like"].contains(parts[0]) {
                    parts.removeFirst()
                } else if isRegion(parts[0]) {
                    provider.region = .literal(parts.removeFirst())
                } else if ["agent", "agentcore", "async_invoke"].contains(parts[0]) {
                    drop(path, "agents and jobs of Bedrock are not models here")
                    return nil
                } else {
                    break
                }
            }
        case "openai", "azure":
            if parts.count > 1, ["responses", "o_series", "gpt5_series"].contains(parts[0]) { parts.removeFirst() }
            if host == "text-completion-openai" || host == "azure_text" {
                approximate(path, "LiteLLM calls the older completions of this model; here it is called as a chat")
            }
        case "huggingface" where parts.count == 3:
            approximate(path, "the host behind Hugging Face's router is written after the model's name")
            return "\(parts[1])/\(parts[2]):\(parts[0])"
        default: break
        }
        return parts.joined(separator: "/")
    }

    private func isRegion(_ text: String) -> Bool {
        let parts = text.split(separator: "-")
        return parts.count >= 3 && parts[0].count == 2
            && parts.last.map { $0.count == 1 && $0.first?.isNumber == true } == true
            && TextRule.region.accepts(text)
    }

    private mutating func readRegion(_ provider: inout ImportedProvider, _ target: inout LiteLLMTarget) {
        guard provider.kind == "bedrock" else { return }
        let path = "\(target.path).aws_region_name"
        guard let node = target.take("aws_region_name"), let region = text(node, path) else {
            guard provider.region == nil else { return }
            return variables.need("AWS_REGION", "the region of Bedrock; LiteLLM also takes it from AWS_REGION_NAME")
        }
        if case .literal(let name) = region, !TextRule.region.accepts(name) {
            return drop(path, "it is not the name of a region")
        }
        if case .variable(let name) = region { variables.need(name, "the region of Bedrock") }
        provider.region = region
    }

    /// `api_key`: the variable that it names, or a new one in the place of a secret.
    private mutating func readKey(
        _ provider: inout ImportedProvider, _ known: LiteLLMProvider, like name: String, _ target: inout LiteLLMTarget
    ) {
        let path = "\(target.path).api_key"
        if provider.kind == "azure", target.take("azure_ad_token") != nil {
            drop("\(target.path).azure_ad_token", "Azure is called with a key; set AZURE_OPENAI_API_KEY")
        }
        let base = known.keyVariable ?? Self.keyVariables[provider.kind] ?? "\(ImportVariables.name(of: name))_API_KEY"
        guard let node = target.take("api_key"), let key = text(node, path) else {
            if known.kind == "openai", provider.kind == "openai-compatible" {
                approximate(path, "it is not set: LiteLLM sends OPENAI_API_KEY there, here no key is sent")
            }
            if provider.kind == "bedrock" {
                for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
                    variables.need(name, "AWS's credentials; its profiles and roles are not read")
                }
            } else if let name = known.keyVariable {
                provider.key = .variable(name)
                variables.need(name, "the key of \(target.path)")
            } else if let name = Self.keyVariables[provider.kind] {
                let other = provider.kind == "azure" ? ", which LiteLLM takes from AZURE_API_KEY" : ""
                variables.need(name, "the key of the provider `\(provider.kind)`\(other)")
            }
            return
        }
        switch key {
        case .variable(let name):
            variables.need(name, path)
            provider.key = key
        case .literal(let secret):
            let nothing = ["none", "empty", "null", "dummy", "fake", "fake-key", "no-key", "not-needed", "anything"]
            // Without a key, the kind's own variable would be sent.
            guard Self.keyVariables[provider.kind] != nil || !nothing.contains(secret.lowercased()) else {
                return approximate(path, "it stands for no key, and none is sent")
            }
            provider.key = .variable(variables.variable(for: secret, named: base, path))
        }
    }

    /// The variables that kinds read by themselves.
    private static let keyVariables = [
        "openai": "OPENAI_API_KEY", "azure": "AZURE_OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY",
        "gemini": "GEMINI_API_KEY", "cohere": "COHERE_API_KEY", "huggingface": "HF_TOKEN", "groq": "GROQ_API_KEY",
        "mistral": "MISTRAL_API_KEY", "openrouter": "OPENROUTER_API_KEY", "deepseek": "DEEPSEEK_API_KEY",
        "together": "TOGETHER_API_KEY", "fireworks": "FIREWORKS_API_KEY", "xai": "XAI_API_KEY",
    ]
}
