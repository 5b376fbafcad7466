/// Replaces `${NAME}`, `${NAME:-default}` and `$$` in the values of a file.
///
/// A default stands for a variable that is not set or empty, as in a shell. It is taken as it is, up to the first `}`.
/// A dollar before anything else is a dollar. Values are replaced after the YAML is read, so that none of them can
/// add keys or lines.
struct ConfigurationVariables {
    /// How long one value may become, in bytes.
    static let valueLimit = 65_536
    /// How much text all variables of a configuration may add, in bytes.
    static let totalLimit = 4_000_000

    private let environment: [String: String]
    private let environmentFile: String
    private let shownFile: String
    private var fileValues: [String: String]?
    private var added = 0

    /// - Parameters:
    ///   - environment: What wins over the file.
    ///   - environmentFile: The absolute path of `.env`; it is read when a variable is not in the environment.
    ///   - shownFile: The same path as messages name it.
    init(environment: [String: String], environmentFile: String, shownFile: String) {
        self.environment = environment
        self.environmentFile = environmentFile
        self.shownFile = shownFile
    }

    /// Whether `.env` was looked for.
    var lookedInFile: Bool { fileValues != nil }

    /// Replaces the variables in every value below `node`; keys stay as they are.
    mutating func expand(_ node: inout ConfigurationNode, key: String, issues: inout IssueList) {
        switch node.content {
        case .scalar(var scalar):
            guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return }
            expand(&scalar, at: node.position, key: key, issues: &issues)
            node.content = .scalar(scalar)
        case .list(var items):
            for index in items.indices { expand(&items[index], key: "\(key)[\(index)]", issues: &issues) }
            node.content = .list(items)
        case .mapping(var entries):
            for index in entries.indices {
                let name = shown(entries[index].key)
                expand(&entries[index].value, key: key.isEmpty ? name : "\(key).\(name)", issues: &issues)
            }
            node.content = .mapping(entries)
        }
    }

    private mutating func expand(
        _ scalar: inout ConfigurationScalar, at position: SourcePosition, key: String, issues: inout IssueList
    ) {
        var result = ""
        var rest = Substring(scalar.text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            if rest.first == "$" {
                result += "$"
                rest = rest.dropFirst()
            } else if rest.first == "{" {
                rest = rest.dropFirst()
                guard let value = replacement(&rest, scalar: &scalar, position, key, &issues) else {
                    scalar.isUnresolved = true
                    return
                }
                result += value
                added += value.utf8.count
            } else {
                result += "$"
            }
            guard result.utf8.count <= Self.valueLimit, added <= Self.totalLimit else {
                issues.add(
                    position, key: key, "`\(key)` becomes too long when its variables are replaced.",
                    remedy: "Keep a value below 64 KB, and all of them together below 4 MB.")
                scalar.isUnresolved = true
                return
            }
        }
        scalar.text = result + rest
    }

    /// Reads what follows `${`, up to and with the closing brace; `nil` after adding an issue.
    private mutating func replacement(
        _ rest: inout Substring, scalar: inout ConfigurationScalar, _ position: SourcePosition, _ key: String,
        _ issues: inout IssueList
    ) -> String? {
        guard let end = rest.firstIndex(of: "}") else {
            issues.add(
                position, key: key, "`\(key)` holds `${` without a closing brace.",
                remedy: "Write `${NAME}`, or `$$` for a dollar.")
            return nil
        }
        let body = rest[..<end]
        rest = rest[end...].dropFirst()
        let name = String(body.prefix { $0 != ":" && $0 != "-" })
        var fallback: Substring?
        if name.count < body.count {
            guard body.dropFirst(name.count).hasPrefix(":-") else {
                return refuse(position, key, &issues)
            }
            fallback = body.dropFirst(name.count + 2)
        }
        guard EnvironmentFile.isName(name), fallback?.contains("${") != true else {
            return refuse(position, key, &issues)
        }
        scalar.variables.append(name)
        let value = lookUp(name, &issues)
        if let fallback { return value.flatMap { $0.isEmpty ? nil : $0 } ?? String(fallback) }
        if let value { return value }
        // A provider without its key is there all the same: it says with each request what is missing.
        if Self.isProviderKey(key) { return nil }
        issues.add(
            position, key: key, "`\(key)` needs the variable `\(shown(name))`, which is not set.",
            remedy: "Set it in the environment or in `\(shownFile)`, or give a default: `${\(shown(name)):-…}`.")
        return nil
    }

    /// `models.providers.NAME.key`.
    private static func isProviderKey(_ key: String) -> Bool {
        let parts = key.split(separator: ".")
        return parts.count == 4 && parts[0] == "models" && parts[1] == "providers" && parts[3] == "key"
    }

    private func refuse(_ position: SourcePosition, _ key: String, _ issues: inout IssueList) -> String? {
        issues.add(
            position, key: key, "`\(key)` holds a variable that is not written `${NAME}` or `${NAME:-default}`.",
            remedy: "Use letters, digits and `_` in the name, no variable in the default, and `$$` for a dollar.")
        return nil
    }

    private mutating func lookUp(_ name: String, _ issues: inout IssueList) -> String? {
        if let value = environment[name] { return value }
        if fileValues == nil {
            fileValues = EnvironmentFile.load(environmentFile, shownAs: shownFile, issues: &issues)
        }
        return fileValues?[name]
    }
}
