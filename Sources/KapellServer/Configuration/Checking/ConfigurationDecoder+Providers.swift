import KapellDialects
import KapellProviders

extension ConfigurationDecoder {
    /// Fields that a request has by itself.
    static let ownHeaders = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "te", "trailer", "upgrade",
        "keep-alive", "expect",
    ]

    mutating func provider(_ entry: ConfigurationEntry) -> ProviderSetting? {
        guard TextRule.name.accepts(entry.key), entry.value.mapping != nil else { return nil }
        let key = "models.providers.\(entry.key)"
        let node = entry.value
        guard entry.key != ModelReference.local else {
            issues.add(
                entry.keyPosition, key: key, "`\(key)` cannot be declared: `local` is the engine in this process.",
                remedy: "Choose another name.")
            return nil
        }
        guard let kind = kind(entry, key: key) else { return nil }
        var setting = ProviderSetting(name: entry.key, kind: kind)
        setting.url = node["url"]?.scalar?.text
        if let key = node["key"]?.scalar {
            if key.isUnresolved { setting.unsetKeyVariable = key.variables.last } else { setting.key = key.text }
        }
        setting.dialect = dialect(node["dialect"], of: kind, key: "\(key).dialect")
        setting.region = node["region"]?.scalar?.text
        setting.apiVersion = node["api_version"]?.scalar?.text
        setting.isPrivate = node["private"]?.scalar?.boolean ?? false
        setting.headers = headers(node["headers"], key: "\(key).headers")
        if setting.url == nil, ProviderKinds.withoutAddress.contains(kind) {
            issues.add(
                entry.keyPosition, key: "\(key).url",
                "`\(key).url` is missing: a provider of the kind `\(kind)` has no address of its own.",
                remedy: #"Add for example `url: "https://api.example.com/v1"`."#)
        }
        only("region", for: "bedrock", kind, node, key)
        only("api_version", for: "azure", kind, node, key)
        return setting
    }

    private mutating func dialect(_ node: ConfigurationNode?, of kind: String, key: String) -> String? {
        guard let node, let name = node.scalar?.text, let kind = try? ProviderKind.named(kind) else { return nil }
        let known = ([kind.dialect] + kind.otherDialects).map(\.rawValue)
        if known.contains(name) { return name }
        if ProviderKinds.dialects.contains(name) {
            issues.add(
                node.position, key: key,
                "`\(key)` is `\(name)`, which providers of the kind `\(kind.name)` do not speak.",
                remedy: "Write \(known.map { "`\($0)`" }.joined(separator: " or ")).")
        }
        return nil
    }

    private mutating func kind(_ entry: ConfigurationEntry, key: String) -> String? {
        if let written = entry.value["kind"] {
            return written.scalar.flatMap { ProviderKinds.names.contains($0.text) ? $0.text : nil }
        }
        if ProviderKinds.names.contains(entry.key) { return entry.key }
        let names = ProviderKinds.names.map { "`\($0)`" }.joined(separator: ", ")
        let near = nearestName(to: entry.key, in: ProviderKinds.names)
        issues.add(
            entry.keyPosition, key: "\(key).kind",
            "`\(key).kind` is missing, and `\(entry.key)` is not the name of a kind.",
            remedy: (near.map { $0.isClose ? "Did you mean `\($0.name)`? " : "" } ?? "")
                + "Add `kind: openai-compatible`, or one of \(names).")
        return nil
    }

    private mutating func headers(_ node: ConfigurationNode?, key: String) -> [ProviderHeader] {
        var result: [ProviderHeader] = []
        var names: Set<String> = []
        for entry in node?.mapping ?? [] {
            let name = entry.key.lowercased()
            if Self.ownHeaders.contains(name) {
                issues.add(
                    entry.keyPosition, key: "\(key).\(shown(entry.key))",
                    "`\(key).\(shown(entry.key))` cannot be set: every request has this field already.",
                    remedy: "Remove it.")
            } else if !names.insert(name).inserted {
                issues.add(
                    entry.keyPosition, key: "\(key).\(shown(entry.key))",
                    "`\(key).\(shown(entry.key))` is there twice; the case of letters makes no difference.",
                    remedy: "Keep one of them.")
            } else if let value = entry.value.scalar?.text {
                result.append(ProviderHeader(name: entry.key, value: value))
            }
        }
        return result
    }

    private mutating func only(
        _ name: String, for expected: String, _ kind: String, _ node: ConfigurationNode, _ key: String
    ) {
        guard kind != expected, let wrong = node[name] else { return }
        issues.add(
            wrong.position, key: "\(key).\(name)",
            "`\(key).\(name)` is for providers of the kind `\(expected)`; this one is of the kind `\(kind)`.",
            remedy: "Remove it.")
    }
}
