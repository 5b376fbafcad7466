internal import KapellJSON

extension KapellConfiguration {
    /// The keys of the file as a Markdown table; `Documentation/Configuration.md` holds it, and a test compares them.
    package static var referenceTable: String {
        var lines = ["| Key | Value | Default | Meaning |", "|---|---|---|---|"]
        append(ConfigurationTable.root, below: "", to: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func append(_ keys: ConfigurationKeys, below path: String, to lines: inout [String]) {
        for key in keys.keys {
            var name = path.isEmpty ? key.name : "\(path).\(key.name)"
            let value =
                key.default?.stringValue ?? key.default?.intValue.map(String.init)
                ?? key.default?.boolValue.map { "\($0)" }
            let fallback = value.map { "`\($0)`" } ?? (key.isRequired ? "required" : "")
            lines.append("| `\(name)` | \(key.shape.noun) | \(fallback) | \(key.summary) |")
            guard let children = key.shape.childKeys else { continue }
            if case .named = key.shape { name += ".NAME" }
            if case .list = key.shape { name += "[]" }
            append(children, below: name, to: &lines)
        }
    }
}
