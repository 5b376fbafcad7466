import KapellCore
import KapellJSON

/// A mapping of the front matter, read key by key. What no one has asked for is an error.
struct FrontKeys {
    let file: String
    /// The mapping's place in the file, such as `fewshot`; empty for the front matter itself.
    let path: String
    let line: Int
    private let entries: [FrontValue.Entry]
    private let known: [String]

    init(_ value: FrontValue, _ path: String, file: String, known: [String]) throws(KapellError) {
        self.file = file
        self.path = path
        self.known = known
        line = value.line
        guard let entries = value.mapping else {
            throw PromptPlace(file: file, line: value.line).fault(
                "`\(path)` must be a mapping; here is \(value.noun).",
                remedy: "Its keys are: \(known.map { "`\($0)`" }.joined(separator: ", ")).")
        }
        self.entries = entries
        for entry in entries where !known.contains(entry.key) {
            throw PromptPlace(file: file, line: entry.line).fault(
                "\(quoted(path.isEmpty ? entry.key : "\(path).\(entry.key)")) is not a key that is known here.",
                remedy: "Keys here: \(known.map { "`\($0)`" }.joined(separator: ", ")).")
        }
    }

    subscript(_ key: String) -> FrontValue? { entries.first { $0.key == key }?.value }

    func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func fault(_ key: String, _ message: String, remedy: String) -> KapellError {
        let line = entries.first { $0.key == key }?.value.line ?? line
        return PromptPlace(file: file, line: line).fault("`\(name(key))` \(message)", remedy: remedy)
    }

    /// A text; `nil` when the key is not there.
    func text(_ key: String) throws(KapellError) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.scalar?.stringValue else {
            throw fault(
                key, "must be a text; here is \(value.noun).", remedy: "Put it in quotes if it is meant as text.")
        }
        return text
    }

    func whole(_ key: String, _ range: ClosedRange<Int>) throws(KapellError) -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = value.scalar?.intValue, range.contains(number) else {
            throw fault(
                key, "must be a whole number from \(range.lowerBound) to \(range.upperBound).",
                remedy: "Write for example `\(key): \(range.lowerBound)`.")
        }
        return number
    }

    func number(_ key: String, _ range: ClosedRange<Double>) throws(KapellError) -> Double? {
        guard let value = self[key] else { return nil }
        guard let number = value.scalar?.doubleValue, range.contains(number) else {
            throw fault(
                key, "must be a number from \(range.lowerBound) to \(range.upperBound).",
                remedy: "Write for example `\(key): \(range.upperBound)`.")
        }
        return number
    }

    func flag(_ key: String) throws(KapellError) -> Bool? {
        guard let value = self[key] else { return nil }
        guard let flag = value.scalar?.boolValue else {
            throw fault(key, "must be true or false.", remedy: "Write `\(key): true` or `\(key): false`.")
        }
        return flag
    }

    /// A list of texts; a single text counts as a list of one.
    func texts(_ key: String) throws(KapellError) -> [String] {
        guard let value = self[key] else { return [] }
        if let text = value.scalar?.stringValue { return [text] }
        let texts = (value.list ?? []).compactMap { $0.scalar?.stringValue }
        guard let items = value.list, texts.count == items.count else {
            throw fault(
                key, "must be a list of texts; here is \(value.noun).", remedy: "Write for example `\(key): [a, b]`.")
        }
        return texts
    }

    /// A list; `nil` when the key is not there.
    func list(_ key: String, limit: Int) throws(KapellError) -> [FrontValue]? {
        guard let value = self[key] else { return nil }
        guard let items = value.list else {
            throw fault(key, "must be a list; here is \(value.noun).", remedy: "Begin each entry with `- `.")
        }
        guard items.count <= limit else {
            throw fault(key, "holds \(items.count) entries, and may hold \(limit).", remedy: "Keep fewer.")
        }
        return items
    }
}
