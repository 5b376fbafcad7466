extension LiteLLMImporter {
    mutating func readSettings(_ section: ConfigurationEntry) {
        guard let entries = section.value.mapping else {
            if section.value.scalar?.kind != .nothing { drop(section.key, "it is not a mapping of keys to values") }
            return
        }
        for entry in entries { readSetting(entry, in: section.key, path: "\(section.key).\(shown(entry.key))") }
    }

    private mutating func readSetting(_ entry: ConfigurationEntry, in section: String, path: String) {
        let isRouter = section == "router_settings"
        guard section != "general_settings" else { return drop(path, LiteLLMReasons.setting(entry.key)) }
        switch entry.key {
        case "num_retries":
            let retries = whole(entry.value, path)
            if isRouter || settings.retries == nil { settings.retries = retries ?? settings.retries }
        case "timeout" where isRouter:
            settings.timeout = seconds(entry.value, path) ?? settings.timeout
        case "request_timeout" where !isRouter:
            let timeout = seconds(entry.value, path)
            settings.timeout = settings.timeout ?? timeout
        case "stream_timeout":
            settings.streamTimeout = seconds(entry.value, path) ?? settings.streamTimeout
        case "drop_params" where !isRouter:
            switch entry.value.scalar?.text.lowercased() {
            case "true", "yes", "on": break
            case "false", "no", "off": settings.isStrict = true
            default: drop(path, "it is neither true nor false")
            }
        case "fallbacks":
            readFallbacks(entry.value, path)
        case "context_window_fallbacks", "content_policy_fallbacks":
            readFallbacks(entry.value, path)
            approximate(
                path, "here these models are tried after the others, whenever an error allows another model")
        case "default_fallbacks":
            settings.defaultFallbacks += names(entry.value, path)
        case "model_group_alias" where isRouter:
            readGroupNames(entry.value, path)
        default: drop(path, LiteLLMReasons.setting(entry.key))
        }
    }

    /// A list of mappings, each of a group to what is tried after it.
    private mutating func readFallbacks(_ node: ConfigurationNode, _ path: String) {
        guard let items = node.list else {
            if node.scalar?.kind != .nothing { drop(path, "it is not a list") }
            return
        }
        for (index, item) in items.enumerated() {
            guard let entries = item.mapping else {
                drop("\(path)[\(index)]", "it is not a mapping of a name to names")
                continue
            }
            for entry in entries {
                let place = "\(path)[\(index)].\(shown(entry.key))"
                let next = names(entry.value, place)
                if entry.key == "*" {
                    settings.defaultFallbacks += next
                } else {
                    settings.fallbacks.append((entry.key, next, place))
                }
            }
        }
    }

    /// A list of names, with a note for each that is none.
    private mutating func names(_ node: ConfigurationNode, _ path: String) -> [String] {
        guard let items = node.list else {
            if node.scalar?.kind != .nothing { drop(path, "it is not a list of names") }
            return []
        }
        var result: [String] = []
        for (index, item) in items.enumerated() {
            if let name = (item.scalar ?? item["model"]?.scalar)?.text {
                result.append(name)
                if item.mapping != nil { approximate("\(path)[\(index)]", "only its `model` is read") }
            } else {
                drop("\(path)[\(index)]", "it is not a name")
            }
        }
        return result
    }

    private mutating func readGroupNames(_ node: ConfigurationNode, _ path: String) {
        for entry in node.mapping ?? [] {
            let place = "\(path).\(shown(entry.key))"
            guard let group = (entry.value.scalar ?? entry.value["model"]?.scalar)?.text else {
                drop(place, "it names no model")
                continue
            }
            settings.groupNames.append((entry.key, group, place))
        }
    }

    /// Puts the models of fallbacks behind those of their groups, and gives groups their other names.
    mutating func addFallbacks() {
        let own = Dictionary(groups.map { ($0.name, $0.models) }) { first, _ in first }
        let places = Dictionary(groups.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        for fallback in settings.fallbacks {
            guard let place = places[fallback.group] else {
                drop(fallback.path, "there is no model of this name")
                continue
            }
            append(fallback.next, to: [place], own, fallback.path)
        }
        append(settings.defaultFallbacks, to: groups.indices, own, "default_fallbacks")
        nameGroups(places)
    }

    private mutating func append(
        _ names: [String], to places: some Sequence<Int>, _ own: [String: [String]], _ path: String
    ) {
        if names.contains(where: { own[$0] == nil }) {
            drop(path, "one of the names after it is not in `model_list`")
        }
        // Only as many as may be written, so that the time does not grow with groups times groups.
        let models = Array(names.compactMap { own[$0] }.prefix(64).joined().prefix(64))
        for place in places where groups[place].fallbacks.count < 64 { groups[place].fallbacks += models }
    }

    private mutating func nameGroups(_ places: [String: Int]) {
        var taken = Set(places.keys)
        for other in settings.groupNames {
            guard let place = places[other.group] else {
                drop(other.path, "there is no model of this name")
                continue
            }
            guard TextRule.aliasName.accepts(other.name), taken.insert(other.name).inserted else {
                drop(other.path, "its name is taken, or cannot be a name here")
                continue
            }
            var copy = groups[place]
            copy.name = other.name
            groups.append(copy)
        }
    }
}
