/// Says which key was probably meant.
enum KeyAdvice {
    /// Names the nearest valid key, the section in which the key is valid, and all keys that are valid here.
    static func remedy(for key: String, among keys: ConfigurationKeys, below path: String) -> String {
        let names = keys.keys.map(\.name)
        let valid = "Keys here: " + names.map { "`\($0)`" }.joined(separator: ", ") + "."
        let nearest = nearestName(to: key, in: names)
        if let nearest, nearest.isClose { return "Did you mean `\(nearest.name)`? \(valid)" }
        if let section = section(of: key, in: ConfigurationTable.root, below: ""), section != path {
            return "`\(shown(key))` belongs below `\(section)`. \(valid)"
        }
        guard let nearest else { return valid }
        return "The nearest valid key is `\(nearest.name)`. \(valid)"
    }

    /// The first section of the table that has the key.
    private static func section(of key: String, in keys: ConfigurationKeys, below path: String) -> String? {
        if !path.isEmpty, keys.key(named: key) != nil { return path }
        for child in keys.keys {
            guard let below = child.shape.childKeys else { continue }
            var name = path.isEmpty ? child.name : "\(path).\(child.name)"
            if case .named = child.shape { name += ".NAME" }
            if let found = section(of: key, in: below, below: name) { return found }
        }
        return nil
    }
}
