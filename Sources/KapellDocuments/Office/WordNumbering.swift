internal import KapellCore

/// The lists of a Word document (`word/numbering.xml`), and the counting of their entries.
struct WordNumbering {
    private struct Level {
        var format = "decimal"
        /// `%1` stands for the number of the first level.
        var text = ""
        var start = 1
    }

    private var shapes: [String: [Int: Level]] = [:]
    /// The abstract list of each list, and what the list changes.
    private var lists: [String: (shape: String, changes: [Int: Level], starts: [Int: Int])] = [:]
    private var counters: [String: [Int: Int]] = [:]

    init() {}

    init(_ bytes: [UInt8], of source: DocumentSource) throws(KapellError) {
        let reader = try XMLReader(bytes, part: "word/numbering.xml", of: source)
        var shape: String?
        var list: String?
        var number = 0
        var level: Level?
        while let event = try reader.next() {
            switch event {
            case .start("abstractNum"): shape = reader.attribute("abstractNumId")
            case .end("abstractNum"): shape = nil
            case .start("num"):
                list = reader.attribute("numId")
                if let list { lists[list] = ("", [:], [:]) }
            case .end("num"): list = nil
            case .start("abstractNumId"): if let list { lists[list]?.shape = reader.attribute("val") ?? "" }
            case .start("lvlOverride"): number = reader.attribute("ilvl").flatMap { Int($0) } ?? 0
            case .start("startOverride"):
                if let list, let start = reader.attribute("val").flatMap({ Int($0) }) {
                    lists[list]?.starts[number] = start
                }
            case .start("lvl"):
                number = reader.attribute("ilvl").flatMap { Int($0) } ?? 0
                level = Level()
            case .start("start"): level?.start = reader.attribute("val").flatMap { Int($0) } ?? 1
            case .start("numFmt"): level?.format = reader.attribute("val") ?? "decimal"
            case .start("lvlText"): level?.text = String((reader.attribute("val") ?? "").prefix(60))
            case .end("lvl"):
                if let shape, let level { shapes[shape, default: [:]][number] = level }
                if let list, let level { lists[list]?.changes[number] = level }
                level = nil
            default: break
            }
        }
    }

    /// Counts an entry and gives its mark as it is shown: `-` for a bullet, `2.1`, `(a)`; `nil` where nothing is shown.
    mutating func mark(list: String, level: Int) -> String? {
        guard list != "0", let found = lists[list], (0..<9).contains(level) else { return nil }
        let levels = (shapes[found.shape] ?? [:]).merging(found.changes) { $1 }
        guard let shape = levels[level] else { return nil }
        if shape.format == "bullet" { return "-" }
        // Lists of the same abstract list count on, unless the list has a start of its own.
        let key = found.starts.isEmpty ? "shape \(found.shape)" : "list \(list)"
        var numbers = counters[key] ?? [:]
        numbers[level] = (numbers[level] ?? (found.starts[level] ?? shape.start) - 1) &+ 1
        for deeper in (level + 1)..<10 { numbers[deeper] = nil }
        counters[key] = numbers
        guard shape.format != "none", !shape.text.isEmpty else { return nil }
        var mark = ""
        var rest = shape.text[...]
        while let letter = rest.popFirst() {
            if letter == "%", let digit = rest.first?.wholeNumberValue, digit > 0 {
                rest.removeFirst()
                let format = levels[digit - 1]?.format ?? "decimal"
                let value = numbers[digit - 1] ?? levels[digit - 1]?.start ?? 1
                mark += NumberWriting.text(value, format: format)
            } else {
                mark.append(letter)
            }
        }
        let shown = mark.trimmed
        return shown.isEmpty ? nil : shown
    }
}
