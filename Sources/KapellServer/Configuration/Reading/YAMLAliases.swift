/// What the anchors of a file stand for.
///
/// The composer would follow aliases while it compares keys, without a bound. So aliases are hidden from it as plain
/// text, and resolved afterwards, where every value is counted.
struct YAMLAliases {
    struct Target {
        var node: ConfigurationNode
        /// The number of its values.
        var size: Int
        /// The number of its levels; 1 for a scalar.
        var depth: Int
    }

    private var targets: [String: Target] = [:]
    /// The character that stands for the star of an alias; one that the text does not have.
    private var mark: Unicode.Scalar = "\u{E000}"

    /// The text with every `*` that may begin an alias replaced. Columns stay as they are.
    mutating func hide(in text: String) -> String {
        let present = Set(text.unicodeScalars.filter { (0xE000...0xF8FF).contains($0.value) })
        mark = (0xE000...0xF8FF).lazy.compactMap { Unicode.Scalar($0 as Int) }.first { !present.contains($0) } ?? mark
        let stars = AliasScan.stars(in: text)
        guard !stars.isEmpty else { return text }
        var result = String.UnicodeScalarView()
        for (index, scalar) in text.unicodeScalars.enumerated() {
            result.append(stars.contains(index) ? mark : scalar)
        }
        return String(result)
    }

    /// The name of the alias that a plain scalar stands for.
    func name(in text: String) -> String? {
        guard text.unicodeScalars.first == mark else { return nil }
        let name = String(text.unicodeScalars.dropFirst())
        let isName = !name.isEmpty && name.unicodeScalars.allSatisfy(AliasScan.isNameScalar)
        return isName ? name : nil
    }

    /// Text that only looked like an alias, as it was.
    func restore(_ text: String) -> String {
        guard text.unicodeScalars.contains(mark) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == mark ? "*" : $0 }))
    }

    mutating func define(_ name: String, as node: ConfigurationNode, size: Int) {
        targets[name] = Target(node: node, size: size, depth: Self.depth(of: node))
    }

    func target(_ name: String) -> Target? { targets[name] }

    /// The entries with those that `<<` names; what stands there itself wins, then what is named first.
    static func merged(_ entries: [ConfigurationEntry]) -> [ConfigurationEntry] {
        guard let merge = entries.first(where: { $0.key == "<<" }) else { return entries }
        let sources = merge.value.list ?? [merge.value]
        var result = entries.filter { $0.key != "<<" }
        var names = Set(result.map(\.key))
        for source in sources {
            for entry in source.mapping ?? [] where names.insert(entry.key).inserted { result.append(entry) }
        }
        return result
    }

    private static func depth(of node: ConfigurationNode) -> Int {
        switch node.content {
        case .scalar: 1
        case .list(let items): 1 + (items.map(depth).max() ?? 0)
        case .mapping(let entries): 1 + (entries.map { depth(of: $0.value) }.max() ?? 0)
        }
    }
}
