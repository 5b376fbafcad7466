internal import KapellCore

/// Reads the paragraphs and tables of a Word document from front to back.
struct WordBody {
    /// Elements that are left out with all that is in them: deleted and moved text, older properties, fallbacks of
    /// newer drawings, codes of fields.
    static let skipped: Set<String> = [
        "moveFrom", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange",
        "numberingChange", "Fallback", "instrText", "delText", "delInstrText", "rt", "sdtPr",
    ]

    private struct Paragraph {
        var text = InlineText()
        var style: String?
        var outline: Int?
        var list: String?
        var level: Int?
        var notes: [String] = []
    }

    private struct Table {
        var rows: [[[UInt8]]] = []
        var headerRows = 0
        var cell = InlineText()
        var isContinued = false
        var span = 1
        var isHeader = false
        var notes: [String] = []
    }

    private let styles: WordStyles
    private var numbering: WordNumbering
    private let notes: [String: [UInt8]]
    private let source: DocumentSource
    private var paragraphs: [Paragraph] = []
    private var tables: [Table] = []
    private var noteNumbers: [String: Int] = [:]
    private var (insertions, deletions) = (0, 0)
    private var isText = false
    private var isHidden = false
    private var hiddenRuns = 0
    private var inProperties = false

    private static let (columnLimit, cellLimit) = (1000, 2_000_000)
    private var cells = 0

    init(styles: WordStyles, numbering: WordNumbering, notes: [String: [UInt8]], source: DocumentSource) {
        self.styles = styles
        self.numbering = numbering
        self.notes = notes
        self.source = source
    }

    mutating func read(_ bytes: [UInt8], part: String, into builder: inout DocumentBuilder) throws(KapellError) {
        let reader = try XMLReader(bytes, part: part, of: source)
        while let event = try reader.next() {
            switch event {
            case .start(let name):
                if name == "del" {
                    // Inside properties it marks a paragraph's own end.
                    if !inProperties {
                        deletions += 1
                        try reader.skip(name)
                    }
                } else if Self.skipped.contains(name) {
                    if name == "moveFrom" { deletions += 1 }
                    try reader.skip(name)
                } else {
                    try start(name, reader)
                }
            case .end(let name): try end(name, &builder)
            case .text(let text): if isText, !isHidden { append(text) }
            }
        }
        warn(&builder)
    }

    private mutating func start(_ name: String, _ reader: XMLReader) throws(KapellError) {
        switch name {
        case "p": paragraphs.append(Paragraph())
        case "pPr", "rPr": inProperties = true
        case "pStyle": if inProperties { change { $0.style = reader.attribute("val") } }
        case "outlineLvl": change { $0.outline = reader.attribute("val").flatMap { Int($0) } }
        case "numId": change { $0.list = reader.attribute("val") }
        case "ilvl": change { $0.level = reader.attribute("val").flatMap { Int($0) } }
        case "r": isHidden = false
        case "vanish":
            if inProperties, !["0", "false", "off"].contains(reader.attribute("val") ?? "") {
                isHidden = true
                hiddenRuns += 1
            }
        case "ins", "moveTo": if !inProperties { insertions += 1 }
        case "t": isText = true
        case "tab", "ptab": if !inProperties { change { $0.text.blank() } }
        case "br", "cr": change { $0.text.lineBreak() }
        case "noBreakHyphen": append(Array("-".utf8))
        case "footnoteReference", "endnoteReference":
            if let id = reader.attribute("id"), !isHidden { note((name.hasPrefix("f") ? "f" : "e") + id) }
        case "tbl": tables.append(Table())
        case "tr": if !tables.isEmpty { tables[tables.count - 1].rows.append([]) }
        case "tblHeader":
            if !tables.isEmpty, !["0", "false", "off"].contains(reader.attribute("val") ?? "") {
                tables[tables.count - 1].isHeader = true
            }
        case "tc": if !tables.isEmpty { beginCell() }
        case "gridSpan":
            if !tables.isEmpty {
                let span = reader.attribute("val").flatMap { Int($0) } ?? 1
                tables[tables.count - 1].span = min(100, max(1, span))
            }
        case "vMerge":
            if !tables.isEmpty { tables[tables.count - 1].isContinued = reader.attribute("val") != "restart" }
        default: break
        }
    }

    private mutating func end(_ name: String, _ builder: inout DocumentBuilder) throws(KapellError) {
        switch name {
        case "p": endParagraph(&builder)
        case "pPr", "rPr": inProperties = false
        case "t": isText = false
        case "r": isHidden = false
        case "tc": if !tables.isEmpty { try endCell() }
        case "tr": if !tables.isEmpty { endRow() }
        case "tbl": if let table = tables.popLast() { endTable(table, &builder) }
        default: break
        }
    }

    private mutating func change(_ body: (inout Paragraph) -> Void) {
        guard !paragraphs.isEmpty else { return }
        body(&paragraphs[paragraphs.count - 1])
    }

    private mutating func append(_ text: [UInt8]) { change { $0.text.append(text) } }

    /// A mark such as `[3]`; the note's text follows the paragraph or table.
    private mutating func note(_ key: String) {
        guard notes[key] != nil else { return }
        let number = noteNumbers[key] ?? noteNumbers.count + 1
        let isNew = noteNumbers.updateValue(number, forKey: key) == nil
        change {
            $0.text.append("[\(number)]")
            if isNew { $0.notes.append(key) }
        }
    }

    private mutating func endParagraph(_ builder: inout DocumentBuilder) {
        guard var paragraph = paragraphs.popLast() else { return }
        var text = paragraph.text.take()
        var mark: String?
        let styled = styles.numbering(paragraph.style)
        if !text.isEmpty, let list = paragraph.list ?? styled?.list {
            mark = numbering.mark(list: list, level: paragraph.level ?? styled?.level ?? 0)
        }
        let depth = paragraph.level ?? styled?.level ?? 0
        if !tables.isEmpty {
            if let mark, mark != "-" { text = Array("\(mark) ".utf8) + text }
            tables[tables.count - 1].cell.blank()
            tables[tables.count - 1].cell.append(text)
            tables[tables.count - 1].notes += paragraph.notes
            return
        }
        let outline = paragraph.outline.map { $0 < 9 ? $0 + 1 : nil } ?? styles.headingLevel(paragraph.style)
        if let level = outline {
            let prefix = mark.map { $0 == "-" ? [] : Array("\($0) ".utf8) } ?? []
            if !text.isEmpty { builder.heading(prefix + text, level: level) }
        } else if let mark {
            builder.item(text, mark: mark, depth: depth)
        } else {
            builder.paragraph(text)
        }
        write(paragraph.notes, &builder)
    }

    private mutating func write(_ keys: [String], _ builder: inout DocumentBuilder) {
        for key in keys {
            guard let text = notes[key], let number = noteNumbers[key], !text.isEmpty else { continue }
            builder.paragraph(Array("[\(number)] ".utf8) + text)
        }
    }

    private mutating func beginCell() {
        tables[tables.count - 1].cell = InlineText()
        tables[tables.count - 1].isContinued = false
        tables[tables.count - 1].span = 1
    }

    private mutating func endCell() throws(KapellError) {
        var table = tables.removeLast()
        let text = table.isContinued ? [] : table.cell.take()
        if !table.rows.isEmpty {
            let row = table.rows.count - 1
            table.rows[row].append(text)
            for _ in 1..<table.span { table.rows[row].append([]) }
            cells += table.span
            guard table.rows[row].count <= Self.columnLimit, cells <= Self.cellLimit else {
                throw source.excessive("has a table with too many cells")
            }
        }
        tables.append(table)
    }

    private mutating func endRow() {
        let last = tables.count - 1
        if tables[last].isHeader, tables[last].headerRows == tables[last].rows.count - 1 {
            tables[last].headerRows += 1
        }
        tables[last].isHeader = false
    }

    private mutating func endTable(_ table: Table, _ builder: inout DocumentBuilder) {
        if !tables.isEmpty {
            // A table in a cell becomes text of the cell.
            for row in table.rows {
                for cell in row where !cell.isEmpty {
                    tables[tables.count - 1].cell.blank()
                    tables[tables.count - 1].cell.append(cell)
                }
            }
            tables[tables.count - 1].notes += table.notes
            return
        }
        builder.table(table.rows, headerRows: table.headerRows)
        write(table.notes, &builder)
    }

    private func warn(_ builder: inout DocumentBuilder) {
        if insertions + deletions > 0 {
            builder.warn(
                "The document has tracked changes: inserted text (\(insertions)) is kept, deleted text (\(deletions)) "
                    + "is left out.")
        }
        if hiddenRuns > 0 { builder.warn("Hidden text was left out in \(hiddenRuns) places.") }
    }
}
