/// A provider that is about to be written.
struct ImportedProvider: Hashable {
    var kind: String
    var url: ImportText?
    var key: ImportText?
    var region: ImportText?
    var apiVersion: ImportText?
    var isPrivate = false
    var headers: [Header] = []

    struct Header: Hashable {
        var name: String
        var value: ImportText
    }

    /// Its lines in `kapell.yaml`, without indentation.
    func lines(named name: String) -> [String] {
        var lines: [String] = []
        if kind != name { lines.append("kind: \(kind)") }
        if let url { lines.append("url: \(url.yaml)") }
        if let key { lines.append("key: \(key.yaml)") }
        if let region { lines.append("region: \(region.yaml)") }
        if let apiVersion { lines.append("api_version: \(apiVersion.yaml)") }
        if isPrivate { lines.append("private: true") }
        if !headers.isEmpty {
            lines.append("headers:")
            lines += headers.map { "  \(ImportText.plain($0.name)): \($0.value.yaml)" }
        }
        return lines.isEmpty ? ["\(name): {}"] : ["\(name):"] + lines.map { "  \($0)" }
    }
}

/// Providers under names: equal ones share one.
struct ImportedProviders {
    private(set) var all: [(name: String, provider: ImportedProvider)] = []
    private var names: [ImportedProvider: String] = [:]
    private var counts: [String: Int] = [:]

    /// The name of a provider; a new one is named `base`, `base-2`, and so on.
    ///
    /// - Parameter ownKey: The variable that its kind reads where no key is written.
    mutating func name(_ provider: ImportedProvider, like base: String, ownKey: String?) -> String {
        var whole = provider
        if whole.key == nil { whole.key = ownKey.map(ImportText.variable) }
        if let name = names[whole] {
            if let place = all.firstIndex(where: { $0.name == name }), provider.key != nil {
                all[place].provider.key = provider.key
            }
            return name
        }
        let count = counts[base, default: 0] + 1
        counts[base] = count
        let name = count == 1 ? base : "\(base)-\(count)"
        names[whole] = name
        all.append((name, provider))
        return name
    }
}
