/// Makes settings of providers from the variables that their own clients read.
struct EnvironmentProviders {
    var environment: [String: String]
    /// The server's own port.
    var port: Int

    /// Kinds with one address and a key: their variables, the first that is set counts.
    private static let keyed: [(kind: String, keys: [String], address: String?)] = [
        ("openai", ["OPENAI_API_KEY"], "OPENAI_BASE_URL"),
        ("anthropic", ["ANTHROPIC_API_KEY"], "ANTHROPIC_BASE_URL"),
        ("gemini", ["GEMINI_API_KEY", "GOOGLE_API_KEY"], nil),
        ("cohere", ["COHERE_API_KEY", "CO_API_KEY"], nil),
        ("groq", ["GROQ_API_KEY"], nil),
        ("mistral", ["MISTRAL_API_KEY"], nil),
        ("openrouter", ["OPENROUTER_API_KEY"], nil),
        ("deepseek", ["DEEPSEEK_API_KEY"], nil),
        ("together", ["TOGETHER_API_KEY"], nil),
        ("fireworks", ["FIREWORKS_API_KEY"], nil),
        ("xai", ["XAI_API_KEY"], nil),
        ("huggingface", ["HF_TOKEN"], nil),
    ]

    var all: [ProviderSetting] {
        var result = Self.keyed.compactMap { keyed($0.kind, $0.keys, $0.address) }
        if let azure { result.append(azure) }
        if let bedrock { result.append(bedrock) }
        if let ollama { result.append(ollama) }
        return result
    }

    private func keyed(_ kind: String, _ keys: [String], _ address: String?) -> ProviderSetting? {
        guard let key = key(keys) else { return nil }
        var setting = ProviderSetting(name: kind, kind: kind, key: key)
        guard let address, let text = value(address) else { return setting }
        // With an address that cannot be read, nothing is sent to another one instead.
        guard let place = ProviderAddress(text) else { return nil }
        if !place.isLoopback(port: port) {
            setting.url = text
            setting.isPrivate = place.isPrivate
        }
        return setting
    }

    private var azure: ProviderSetting? {
        guard let key = key(["AZURE_OPENAI_API_KEY"]), let text = value("AZURE_OPENAI_ENDPOINT"),
            let place = ProviderAddress(text), !place.isLoopback(port: port)
        else { return nil }
        let version = [value("AZURE_OPENAI_API_VERSION"), value("OPENAI_API_VERSION")].compactMap(\.self).first
        return ProviderSetting(
            name: "azure", kind: "azure", url: text, key: key,
            apiVersion: version.flatMap { TextRule.apiVersion.accepts($0) ? $0 : nil }, isPrivate: place.isPrivate)
    }

    /// The provider itself reads AWS's credentials, which have several parts; a bearer token is a key like others.
    private var bedrock: ProviderSetting? {
        guard let region = value("AWS_REGION") ?? value("AWS_DEFAULT_REGION"), TextRule.region.accepts(region) else {
            return nil
        }
        let key = key(["AWS_BEARER_TOKEN_BEDROCK"])
        let hasKeys = value("AWS_ACCESS_KEY_ID") != nil && value("AWS_SECRET_ACCESS_KEY") != nil
        guard key != nil || hasKeys else { return nil }
        return ProviderSetting(name: "bedrock", kind: "bedrock", key: key, region: region)
    }

    /// `OLLAMA_HOST` is written as servers are told to listen: `0.0.0.0`, `:11434`, `host:11434`, or as an address.
    private var ollama: ProviderSetting? {
        guard var text = value("OLLAMA_HOST") else { return nil }
        if !text.contains("://") {
            let path = text.firstIndex(of: "/").map { text[$0...] } ?? ""
            var host = text.dropLast(path.count)
            if host.isEmpty || host.hasPrefix(":") { host = "127.0.0.1" + host }
            if host.hasPrefix("0.0.0.0") { host = "127.0.0.1" + host.dropFirst(7) }
            let hasPort = host.last != "]" && host.contains(":")
            text = "http://" + host + (hasPort ? "" : ":11434") + path
        }
        guard let place = ProviderAddress(text), !place.isLoopback(port: port) else { return nil }
        return ProviderSetting(
            name: "ollama", kind: "ollama", url: text, key: key(["OLLAMA_API_KEY"]), isPrivate: place.isPrivate)
    }

    private func key(_ names: [String]) -> String? {
        names.lazy.compactMap(value).first.flatMap { TextRule.secretKey.accepts($0) ? $0 : nil }
    }

    /// A variable's value without the blanks and line ends around it; `nil` when nothing is left.
    private func value(_ name: String) -> String? {
        guard let text = environment[name] else { return nil }
        let blanks: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r"]
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, blanks.contains(first) { scalars.removeFirst() }
        while let last = scalars.last, blanks.contains(last) { scalars.removeLast() }
        return scalars.isEmpty ? nil : String(scalars)
    }
}
