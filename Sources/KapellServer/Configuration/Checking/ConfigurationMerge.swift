/// Puts the entries of two files together.
enum ConfigurationMerge {
    /// The entries of `base`, with those of `other` replacing or following them. Where both are mappings, their keys
    /// merge and the keys' values are replaced whole.
    static func merge(_ base: [ConfigurationEntry], with other: [ConfigurationEntry]) -> [ConfigurationEntry] {
        combine(base, other) { old, new in
            guard let oldEntries = old.value.mapping, let newEntries = new.value.mapping else { return new }
            var merged = new
            merged.value.content = .mapping(combine(oldEntries, newEntries) { _, new in new })
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
