/// Puts the entries of two files together.
enum ConfigurationMerge {
    /// The entries of `base`, with those of `other` replacing or following them. Sections merge key by key, and what
    /// has names that the user chose merges name by name; any other value, and that of a name, is replaced whole.
    static func merge(_ base: [ConfigurationEntry], with other: [ConfigurationEntry]) -> [ConfigurationEntry] {
        merge(base, other, ConfigurationTable.root)
    }

    private static func merge(
        _ base: [ConfigurationEntry], _ other: [ConfigurationEntry], _ keys: ConfigurationKeys
    ) -> [ConfigurationEntry] {
        combine(base, other) { old, new in
            guard let oldEntries = old.value.mapping, let newEntries = new.value.mapping else { return new }
            var merged = new
            switch keys.key(named: new.key)?.shape {
            case .section(let below): merged.value.content = .mapping(merge(oldEntries, newEntries, below))
            case .named: merged.value.content = .mapping(combine(oldEntries, newEntries) { _, new in new })
            default: break
            }
            return merged
        }
    }

    private static func combine(
        _ base: [ConfigurationEntry], _ other: [ConfigurationEntry],
        _ choose: (ConfigurationEntry, ConfigurationEntry) -> ConfigurationEntry
    ) -> [ConfigurationEntry] {
        var result = base
        var places: [String: Int] = [:]
        for (index, entry) in base.enumerated() { places[entry.key] = index }
        for entry in other {
            if let place = places[entry.key] {
                result[place] = choose(result[place], entry)
            } else {
                places[entry.key] = result.count
                result.append(entry)
            }
        }
        return result
    }
}
