public import KapellJSON

/// What differs between two versions of a prompt, line by line.
public struct PromptDifference: Sendable {
    public enum Change: String, Sendable, Hashable {
        case kept = " "
        case removed = "-"
        case added = "+"
    }

    public struct Line: Sendable, Hashable {
        public var change: Change
        public var text: String
    }

    public let from: PromptVersion
    public let to: PromptVersion
    /// Lines of the prompt files, those of the file of examples behind them.
    public let lines: [Line]

    /// Whether both say the same; their comments and spacing may differ still.
    public var isSameMeaning: Bool { from == to }

    public init(from: Prompt, to: Prompt) {
        self.from = from.version
        self.to = to.version
        var lines = Self.lines(from.source.text, to.source.text)
        let examples = (from.source.exampleText ?? "", to.source.exampleText ?? "")
        if examples.0 != examples.1 { lines += Self.lines(examples.0, examples.1) }
        self.lines = lines
    }

    /// Changed lines, each with up to three lines round it; empty when nothing differs.
    public var text: String {
        let changed = lines.indices.filter { lines[$0].change != .kept }
        var shown: [String] = []
        var last = -1
        for index in changed {
            for near in lines.indices.clamped(to: max(last + 1, index - 3)..<max(last + 1, index + 4)) {
                if near > last + 1 { shown.append("@@") }
                shown.append("\(lines[near].change.rawValue)\(lines[near].text)")
                last = near
            }
        }
        return shown.joined(separator: "\n")
    }

    /// `{"from", "to", "same_meaning", "lines": [{"change", "text"}]}`; `change` is `removed` or `added`.
    public var json: JSONObject {
        let changes = lines.filter { $0.change != .kept }.map { line -> JSONValue in
            ["change": line.change == .added ? "added" : "removed", "text": .string(line.text)]
        }
        return [
            "from": .string(from.description), "to": .string(to.description), "same_meaning": .bool(isSameMeaning),
            "lines": .array(changes),
        ]
    }

    /// Beyond this many lines that are not equal at both ends, a text counts as replaced whole.
    private static let limit = 4_000

    private static func lines(_ left: String, _ right: String) -> [Line] {
        let old = left.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let new = right.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let common = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(common).reversed(), new.dropFirst(common).reversed()).prefix { $0 == $1 }.count
        let (oldMiddle, newMiddle) = (old[common..<old.count - tail], new[common..<new.count - tail])
        let kept = old[..<common].map { Line(change: .kept, text: $0) }
        let end = old[(old.count - tail)...].map { Line(change: .kept, text: $0) }
        return kept + middle(Array(oldMiddle), Array(newMiddle)) + end
    }

    private static func middle(_ old: [String], _ new: [String]) -> [Line] {
        guard old.count + new.count <= limit else {
            return old.map { Line(change: .removed, text: $0) } + new.map { Line(change: .added, text: $0) }
        }
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                lines.append(Line(change: .removed, text: old[left]))
                left += 1
            } else if right < new.count, added.contains(right) {
                lines.append(Line(change: .added, text: new[right]))
                right += 1
            } else {
                lines.append(Line(change: .kept, text: old[min(left, old.count - 1)]))
                left += 1
                right += 1
            }
        }
        return lines
    }
}
