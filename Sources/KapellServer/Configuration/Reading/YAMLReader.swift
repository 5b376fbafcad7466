internal import Yams

/// Text to nodes: YAML without tags, of bounded depth and size; without anchors and aliases unless they are asked for.
struct YAMLReader {
    /// How deeply values may be nested.
    static let depthLimit = 32
    /// How many values and keys a file may hold.
    static let nodeLimit = 20_000

    /// The file as messages name it.
    var file: String
    /// The folder of the file; absolute.
    var directory: String
    private var count = 0
    /// What anchors stand for, where they are read.
    private var aliases: YAMLAliases?

    /// - Parameter readsAliases: Whether anchors, aliases and merge keys (`<<`) are read, as files of other programs
    ///   have them. What an alias stands for counts as often as it is named.
    init(file: String, directory: String, readsAliases: Bool = false) {
        self.file = file
        self.directory = directory
        aliases = readsAliases ? YAMLAliases() : nil
    }

    /// The document, or `nil` after adding an issue.
    mutating func read(_ text: String, issues: inout IssueList) -> ConfigurationNode? {
        let text = aliases?.hide(in: text) ?? text
        if aliases == nil, let alias = AliasScan.firstAlias(in: text) {
            issues.add(at(alias.line, alias.column), Self.aliasMessage, remedy: Self.aliasRemedy)
            return nil
        }
        if let line = CollectionKeyScan.lineBeyondLimit(in: text) {
            issues.add(at(line, 1), "Many keys are lists or mappings.", remedy: Self.keyRemedy)
            return nil
        }
        do {
            // The parser owns the anchors, which nodes refer to weakly; without rules, no regular expressions run.
            let parser = try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot(), !isNothing(root) else {
                issues.add(
                    at(1, 1), "The file is empty.", remedy: "Begin with `version: 1`; `kapell init` writes an example.")
                return nil
            }
            return try withExtendedLifetime(parser) { try convert(root, depth: 1) }
        } catch let error as Refusal {
            issues.add(error.position, error.message, remedy: error.remedy)
        } catch let error as YamlError {
            let refusal = describe(error, in: text)
            issues.add(refusal.position, refusal.message, remedy: refusal.remedy)
        } catch {
            issues.add(at(1, 1), "The file is not valid YAML.", remedy: "Check it with a YAML editor.")
        }
        return nil
    }

    struct Refusal: Error {
        var position: SourcePosition
        var message: String
        var remedy: String
    }

    static let aliasMessage = "Anchors and aliases (`&name`, `*name`) are not read."
    static let aliasRemedy =
        "Write the value out, share it with `include`, or put text that begins with & or * in quotes."
    static let keyRemedy = "Write a name before the colon; put a value that begins with [, { or ? in quotes."

    func at(_ line: Int, _ column: Int) -> SourcePosition {
        SourcePosition(file: file, line: max(line, 1), column: max(column, 1))
    }

    private func isNothing(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.string.isEmpty && scalar.style == .plain
    }

    private mutating func convert(_ node: Node, depth: Int) throws(Refusal) -> ConfigurationNode {
        let position = at(node.mark?.line ?? 1, node.mark?.column ?? 1)
        count += 1
        guard count <= Self.nodeLimit else {
            throw Refusal(
                position: position,
                message: "The file holds more than \(Self.nodeLimit) values.",
                remedy: "Split it with `include`, or name folders instead of single files."
            )
        }
        guard depth <= Self.depthLimit else {
            throw Refusal(
                position: position,
                message: "Values are nested more than \(Self.depthLimit) deep.",
                remedy: "Check the brackets and the indentation from here up."
            )
        }
        guard node.anchor == nil || aliases != nil else {
            throw Refusal(position: position, message: Self.aliasMessage, remedy: Self.aliasRemedy)
        }
        let before = count
        let converted = try content(node, at: position, depth: depth)
        if let name = node.anchor?.rawValue { aliases?.define(name, as: converted, size: count - before + 1) }
        return converted
    }

    private mutating func content(
        _ node: Node, at position: SourcePosition, depth: Int
    ) throws(Refusal) -> ConfigurationNode {
        switch node {
        case .scalar(let scalar):
            try refuseTag(scalar.tag.rawValue, "tag:yaml.org,2002:str", position)
            if scalar.style == .plain, let name = aliases?.name(in: scalar.string) {
                return try resolve(name, at: position, depth: depth)
            }
            let text = aliases?.restore(scalar.string) ?? scalar.string
            let value = ConfigurationScalar(text: text, isPlain: scalar.style == .plain)
            return ConfigurationNode(content: .scalar(value), position: position, directory: directory)
        case .sequence(let sequence):
            try refuseTag(sequence.tag.rawValue, "tag:yaml.org,2002:seq", position)
            var items: [ConfigurationNode] = []
            for item in sequence { items.append(try convert(item, depth: depth + 1)) }
            return ConfigurationNode(content: .list(items), position: position, directory: directory)
        case .mapping(let mapping):
            try refuseTag(mapping.tag.rawValue, "tag:yaml.org,2002:map", position)
            var entries: [ConfigurationEntry] = []
            for (key, value) in mapping { entries.append(try entry(key, value, depth: depth)) }
            if aliases != nil { entries = YAMLAliases.merged(entries) }
            return ConfigurationNode(content: .mapping(entries), position: position, directory: directory)
        case .alias:
            throw Refusal(position: position, message: Self.aliasMessage, remedy: Self.aliasRemedy)
        }
    }

    private mutating func resolve(
        _ name: String, at position: SourcePosition, depth: Int
    ) throws(Refusal) -> ConfigurationNode {
        guard let target = aliases?.target(name) else {
            throw Refusal(
                position: position, message: "The alias `*\(shown(name))` has no anchor before it.",
                remedy: "Write `&\(shown(name))` where its value stands first.")
        }
        count += target.size - 1
        guard count <= Self.nodeLimit, depth + target.depth <= Self.depthLimit + 1 else {
            throw Refusal(
                position: position, message: "Aliases make the file too large or too deep.",
                remedy:
                    "Write out what is needed; a file may have \(Self.nodeLimit) values and \(Self.depthLimit) levels.")
        }
        return target.node
    }

    private mutating func entry(_ key: Node, _ value: Node, depth: Int) throws(Refusal) -> ConfigurationEntry {
        let name = try convert(key, depth: depth + 1)
        if let hidden = key.scalar, hidden.style == .plain, aliases?.name(in: hidden.string) != nil {
            throw Refusal(
                position: name.position, message: "A key is an alias.", remedy: "Write the key out.")
        }
        guard let scalar = name.scalar else {
            throw Refusal(
                position: name.position,
                message: "A key is a list or a mapping.",
                remedy: Self.keyRemedy
            )
        }
        let node = try convert(value, depth: depth + 1)
        return ConfigurationEntry(key: scalar.text, keyPosition: name.position, value: node)
    }

    private func refuseTag(_ tag: String, _ allowed: String, _ position: SourcePosition) throws(Refusal) {
        guard tag.isEmpty || tag == allowed else {
            throw Refusal(
                position: position,
                message: "Tags (`\(shown(tag, limit: 40))`) are not read.",
                remedy: "Remove the tag; put text that begins with ! in quotes."
            )
        }
    }
}
