import KapellCore
import KapellJSON
import Yams

/// YAML to values: one mapping, without anchors, aliases and tags, of bounded depth and size.
struct FrontMatterReader {
    /// How deeply values may be nested.
    static let depth = 32
    /// How many values and keys there may be.
    static let values = 20_000

    let file: String
    /// The line of the file on which the YAML begins.
    let line: Int
    private var count = 0

    init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// The mapping of a front matter; an empty one where there is nothing.
    mutating func read(_ yaml: String) throws(KapellError) -> FrontValue {
        if let refusal = FrontMatterGuard.refusal(of: yaml) {
            throw place(refusal.line + 1).fault(refusal.message, remedy: refusal.remedy)
        }
        do {
            // The parser owns the anchors, which nodes refer to weakly; the resolver runs no regular expressions.
            let parser = try Yams.Parser(yaml: yaml, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                return FrontValue(content: .mapping([]), line: line, textLine: line)
            }
            let value = try withExtendedLifetime(parser) { try convert(root, depth: 1) }
            guard value.mapping != nil else {
                throw place(1).fault(
                    "The front matter must hold keys and values; here is \(value.noun).",
                    remedy: "Begin with `format: 1`.")
            }
            return value
        } catch let error as KapellError {
            throw error
        } catch let error as YamlError {
            throw describe(error, in: yaml)
        } catch {
            throw place(1).fault("The front matter is not valid YAML.", remedy: "Check it with a YAML editor.")
        }
    }

    private func place(_ yamlLine: Int) -> PromptPlace { PromptPlace(file: file, line: line + max(1, yamlLine) - 1) }

    private mutating func convert(_ node: Node, depth: Int) throws(KapellError) -> FrontValue {
        let here = place(node.mark?.line ?? 1)
        count += 1
        guard count <= Self.values else {
            throw here.fault(
                "The front matter holds more than \(Self.values) values.",
                remedy: "Put examples into a file: `fewshot: {file: examples.jsonl}`.", .tooLarge)
        }
        guard depth <= Self.depth else {
            throw here.fault(
                "Values are nested more than \(Self.depth) deep.", remedy: "Check the brackets up to here.")
        }
        guard node.anchor == nil else {
            throw here.fault(
                "Anchors and aliases are not read.",
                remedy: "Write the value out; put text that begins with & in quotes.")
        }
        switch node {
        case .scalar(let scalar):
            try refuseTag(scalar.tag.rawValue, "str", here)
            let isBlock = scalar.style == .literal || scalar.style == .folded
            let value: JSONValue = scalar.style == .plain ? .init(plainYAML: scalar.string) : .string(scalar.string)
            return FrontValue(content: .scalar(value), line: here.line, textLine: here.line + (isBlock ? 1 : 0))
        case .sequence(let sequence):
            try refuseTag(sequence.tag.rawValue, "seq", here)
            var items: [FrontValue] = []
            for item in sequence { items.append(try convert(item, depth: depth + 1)) }
            return FrontValue(content: .list(items), line: here.line, textLine: here.line)
        case .mapping(let mapping):
            try refuseTag(mapping.tag.rawValue, "map", here)
            var entries: [FrontValue.Entry] = []
            for (key, value) in mapping { entries.append(try entry(key, value, depth: depth)) }
            return FrontValue(content: .mapping(entries), line: here.line, textLine: here.line)
        case .alias:
            throw here.fault("Anchors and aliases are not read.", remedy: "Write the value out.")
        }
    }

    private mutating func entry(_ key: Node, _ value: Node, depth: Int) throws(KapellError) -> FrontValue.Entry {
        let here = place(key.mark?.line ?? 1)
        count += 1
        guard case .scalar(let scalar) = key, key.anchor == nil else {
            throw here.fault("A key is a list or a mapping.", remedy: "Write a name before the colon.")
        }
        try refuseTag(scalar.tag.rawValue, "str", here)
        return FrontValue.Entry(key: scalar.string, line: here.line, value: try convert(value, depth: depth + 1))
    }

    private func refuseTag(_ tag: String, _ allowed: String, _ here: PromptPlace) throws(KapellError) {
        guard tag.isEmpty || tag == "tag:yaml.org,2002:\(allowed)" else {
            throw here.fault(
                "Tags (\(quoted(tag, limit: 40))) are not read.",
                remedy: "Remove the tag; put text that begins with ! in quotes.")
        }
    }

    private func describe(_ error: YamlError, in yaml: String) -> KapellError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let last = yaml.utf8.count { $0 == 0x0A } + 1
            let remedy =
                switch problem {
                case "mapping values are not allowed in this context":
                    "Check the indentation of this line, and put text that holds `: ` in quotes."
                case "could not find expected ':'": "Write `key: value`, with a colon and a space after the key."
                case let problem where problem.contains("cannot start any token"):
                    "Indent with spaces, not with tabs, and put text that begins with @ or ` in quotes."
                default: "Check the indentation, quotes and brackets up to this line."
                }
            return place(min(mark.line, last)).fault("This is not valid YAML: \(problem).", remedy: remedy)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.prefix(5).map { quoted($0) }.joined(separator: ", ")
            return place(context.mark.line).fault(
                "The same key stands twice in one mapping: \(names).", remedy: "Keep one of them.")
        case .reader(_, let offset, _, let text):
            let before = text.unicodeScalars.prefix(offset ?? 0).count { $0 == "\n" }
            return place(before + 1).fault(
                "A control character stands here, which YAML does not allow.", remedy: "Remove it.")
        default:
            return place(1).fault(
                "The front matter cannot be read as YAML: it is nested too deeply, or memory ran out.",
                remedy: "Check its brackets and its indentation.")
        }
    }
}
