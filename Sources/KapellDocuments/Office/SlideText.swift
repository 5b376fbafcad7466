internal import KapellCore

/// The shapes of one slide, or of the notes to it.
struct SlideText {
    private enum Block {
        case title([UInt8])
        case line([UInt8], level: Int)
        case table([[[UInt8]]], hasHeader: Bool)
        /// Between two shapes.
        case gap
    }

    private(set) var isHidden = false
    private var blocks: [Block] = []

    /// Placeholders that repeat on every slide.
    private static let furniture: Set<String> = ["sldNum", "dt", "ftr", "hdr", "sldImg"]

    /// - Parameter wanted: only shapes with a placeholder of this type; `nil` for all.
    mutating func read(
        _ bytes: [UInt8], part: String, of source: DocumentSource, wanted: String?
    ) throws(KapellError) {
        let reader = try XMLReader(bytes, part: part, of: source)
        var placeholder: String?
        var inText = false
        var line = InlineText()
        var level = 0
        var rows: [[[UInt8]]]?
        var hasHeader = false
        var cells = 0
        var cell = InlineText()
        while let event = try reader.next() {
            switch event {
            case .start("sld"): isHidden = reader.attribute("show") == "0"
            case .start("Fallback"): try reader.skip("Fallback")
            case .start("sp"):
                placeholder = nil
                blocks.append(.gap)
            case .start("ph"): placeholder = reader.attribute("type") ?? "obj"
            case .start("tbl"): rows = []
            case .start("tblPr"): hasHeader = reader.attribute("firstRow") == "1"
            case .start("tr"): rows?.append([])
            case .start("tc"):
                cell = InlineText()
                cells += 1
                guard cells <= 200_000 else { throw source.excessive("has a table with too many cells") }
            case .end("tc"): if let last = rows.map({ $0.count - 1 }), last >= 0 { rows?[last].append(cell.take()) }
            case .end("tbl"):
                if let rows { blocks += [.gap, .table(rows, hasHeader: hasHeader), .gap] }
                rows = nil
            case .start("p"):
                line = InlineText()
                level = 0
            case .start("pPr"): level = reader.attribute("lvl").flatMap { Int($0) } ?? 0
            case .start("t"): inText = true
            case .end("t"): inText = false
            case .start("br"): line.blank()
            case .text(let text): if inText { line.append(text) }
            case .end("p"):
                let text = line.take()
                if rows != nil {
                    cell.blank()
                    cell.append(text)
                } else if !text.isEmpty {
                    if let wanted, placeholder != wanted { continue }
                    guard !Self.furniture.contains(placeholder ?? "") else { continue }
                    let isTitle = placeholder == "title" || placeholder == "ctrTitle"
                    blocks.append(isTitle ? .title(text) : .line(text, level: level))
                }
            default: break
            }
        }
    }

    func write(to builder: inout DocumentBuilder) {
        // The title of a slide may stand anywhere in the file.
        var title: [UInt8] = []
        for case .title(let line) in blocks { title += (title.isEmpty ? [] : [0x20]) + line }
        if !title.isEmpty { builder.heading(title, level: 1) }
        var shape: [([UInt8], Int)] = []
        for block in blocks + [.gap] {
            switch block {
            case .title: break
            case .line(let text, let level): shape.append((text, level))
            case .table(let rows, let hasHeader): builder.table(rows, headerRows: hasHeader ? 1 : 0)
            case .gap:
                if shape.count == 1 {
                    builder.paragraph(shape[0].0)
                } else {
                    for (text, level) in shape { builder.item(text, mark: "-", depth: level) }
                }
                shape = []
            }
        }
    }

    func writeNotes(to builder: inout DocumentBuilder) {
        var isFirst = true
        for case .line(let text, _) in blocks {
            builder.paragraph(isFirst ? Array("Notes: ".utf8) + text : text)
            isFirst = false
        }
    }
}
