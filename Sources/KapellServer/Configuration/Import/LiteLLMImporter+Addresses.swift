extension LiteLLMImporter {
    /// `api_base`, `api_version`. `false` after a note that says why the model cannot be carried over.
    mutating func readAddress(
        _ provider: inout ImportedProvider, _ known: LiteLLMProvider, _ target: inout LiteLLMTarget
    ) -> Bool {
        let keys = ["api_base", "base_url", "aws_bedrock_runtime_endpoint"]
        let key = keys.first { name in target.entries.contains { $0.key == name && $0.value.scalar?.kind != .nothing } }
        for other in keys { _ = target.take(other) }
        readVersion(&provider, &target)
        let path = "\(target.path).\(key ?? "api_base")"
        guard let key, let node = target.take(key), let written = text(node, path) else {
            if let url = known.url { provider.url = .literal(url) }
            if provider.kind == "azure" {
                provider.url = .variable("AZURE_API_BASE")
                variables.need("AZURE_API_BASE", "the address of Azure OpenAI, which LiteLLM reads from there")
            } else if provider.url == nil, ProviderKinds.withoutAddress.contains(provider.kind) {
                drop(path, "a server of one's own needs an address")
                return false
            }
            markPrivate(&provider)
            return true
        }
        switch written {
        case .variable(let name):
            variables.need(name, path)
            if provider.kind == "openai" { provider.kind = "openai-compatible" }
            if provider.kind == "huggingface" { provider.kind = "tgi" }
            provider.url = written
            approximate(path, "where the address is one of a private network, add `private: true`")
        case .literal(let address):
            guard let url = base(of: address, kind: provider.kind) else {
                drop(path, "only http and https without a user, a query or a fragment are read; declare it by hand")
                return false
            }
            let isOwn = provider.kind == "openai" && ProviderAddress(url)?.host == "api.openai.com"
            if provider.kind == "openai", !isOwn { provider.kind = "openai-compatible" }
            if provider.kind == "huggingface" { provider.kind = "tgi" }
            if !isOwn { provider.url = .literal(url) }
            if provider.kind == "openai-compatible", !url.dropFirst(8).contains("/") {
                approximate(path, "it has no path: here `/v1` is put behind it, LiteLLM asks it as it stands")
            }
        }
        markPrivate(&provider)
        return true
    }

    private mutating func readVersion(_ provider: inout ImportedProvider, _ target: inout LiteLLMTarget) {
        let path = "\(target.path).api_version"
        guard let node = target.take("api_version") else {
            if provider.kind == "azure" {
                approximate(
                    path, "it is not set: LiteLLM takes AZURE_API_VERSION or its own default, here the newest is used")
            }
            return
        }
        guard provider.kind == "azure" else { return drop(path, "only Azure has versions of its API") }
        guard let version = text(node, path) else { return }
        if case .literal(let text) = version, !TextRule.apiVersion.accepts(text) {
            return drop(path, "it is not a version such as 2024-10-21")
        }
        if case .variable(let name) = version { variables.need(name, path) }
        provider.apiVersion = version
    }

    /// The address below which the paths lie, without those that LiteLLM lets be written; `nil` when it is none.
    private func base(of address: String, kind: String) -> String? {
        guard TextRule.baseURL.accepts(address) else { return nil }
        var url = address
        while url.hasSuffix("/") { url.removeLast() }
        for ending in ["/chat/completions", "/v1/messages", "/embeddings"] where url.hasSuffix(ending) {
            url.removeLast(ending.count)
        }
        if kind == "azure", let range = url.firstRange(of: "/openai/deployments") {
            url = String(url[..<range.lowerBound])
        }
        return TextRule.baseURL.accepts(url) ? url : nil
    }

    private func markPrivate(_ provider: inout ImportedProvider) {
        if case .literal(let url) = provider.url, let place = ProviderAddress(url) {
            provider.isPrivate = place.isPrivate
        }
    }

    /// `extra_headers`, `headers` and `organization`.
    mutating func readHeaders(_ provider: inout ImportedProvider, _ target: inout LiteLLMTarget) {
        var names: Set<String> = []
        for key in ["extra_headers", "headers"] {
            guard let node = target.take(key) else { continue }
            guard let entries = node.mapping else {
                drop("\(target.path).\(key)", "it is not a mapping of names to values")
                continue
            }
            for entry in entries {
                let path = "\(target.path).\(key).\(shown(entry.key))"
                guard TextRule.headerName.accepts(entry.key), names.insert(entry.key.lowercased()).inserted,
                    !ConfigurationDecoder.ownHeaders.contains(entry.key.lowercased())
                else {
                    drop(path, "a field of this name cannot be sent, or is there twice")
                    continue
                }
                if let value = header(entry, path) { provider.headers.append(.init(name: entry.key, value: value)) }
            }
        }
        guard let node = target.take("organization"), let value = text(node, "\(target.path).organization") else {
            return
        }
        guard names.insert("openai-organization").inserted else { return }
        if case .variable(let name) = value { variables.need(name, "\(target.path).organization") }
        if case .literal(let text) = value, !TextRule.headerValue.accepts(text) {
            return drop("\(target.path).organization", "it is not one line of printable ASCII")
        }
        provider.headers.append(.init(name: "OpenAI-Organization", value: value))
    }

    /// A header's value; one that may be a secret becomes a variable.
    private mutating func header(_ entry: ConfigurationEntry, _ path: String) -> ImportText? {
        guard let value = text(entry.value, path) else { return nil }
        guard case .literal(let written) = value else {
            if case .variable(let name) = value { variables.need(name, path) }
            return value
        }
        guard TextRule.headerValue.accepts(written) else {
            drop(path, "its value is not one line of printable ASCII")
            return nil
        }
        let words = ["auth", "key", "token", "secret", "cookie", "pass", "signature", "credential"]
        let name = entry.key.lowercased()
        guard words.contains(where: name.contains) || written.utf8.count > 20 else { return value }
        return .variable(variables.variable(for: written, named: ImportVariables.name(of: entry.key), path))
    }
}
