internal import KapellCore

/// The rows of one sheet with the values as they are shown. A row without values is empty.
struct SheetRows {
    let strings: [[UInt8]]
    let formats: NumberFormats
    let source: DocumentSource

    /// Excel has no more columns; of cells it may have many more than can be read at once.
    private static let (columnLimit, cellLimit) = (16_384, 2_000_000)

    func read(_ bytes: [UInt8], part: String) throws(KapellError) -> [[[UInt8]]] {
        let reader = try XMLReader(bytes, part: part, of: source)
        var rows: [[[UInt8]]] = []
        var number = 0
        var cells = 0
        var column = 0
        var type = ""
        var style = 0
        var value = InlineText()
        var isValue = false
        while let event = try reader.next() {
            switch event {
            case .start("row"):
                let next = reader.attribute("r").flatMap { Int($0) } ?? number + 1
                // Rows that are left out of the file are empty: one stands for all of them.
                if next > number + 1, rows.last?.isEmpty == false { rows.append([]) }
                number = max(number, next)
                rows.append([])
                column = 0
            case .start("c"):
                if let place = reader.attribute("r"), let named = Self.column(place) { column = named }
                type = reader.attribute("t") ?? "n"
                style = reader.attribute("s").flatMap { Int($0) } ?? 0
                value = InlineText()
            case .start("v"), .start("t"): isValue = true
            case .end("v"), .end("t"): isValue = false
            case .start("f"): try reader.skip("f")
            case .start("rPh"): try reader.skip("rPh")
            case .text(let piece): if isValue { value.append(piece) }
            case .end("c"):
                let shown = show(value.take(), type: type, style: style)
                guard column < Self.columnLimit else {
                    throw source.excessive("has a sheet with more than \(Self.columnLimit) columns")
                }
                if !shown.isEmpty, !rows.isEmpty {
                    let last = rows.count - 1
                    let before = rows[last].count
                    while rows[last].count < column { rows[last].append([]) }
                    rows[last].append(shown)
                    cells += rows[last].count - before
                    guard cells <= Self.cellLimit else {
                        throw source.excessive("has a sheet with more than \(Self.cellLimit) cells")
                    }
                }
                column += 1
            case .end("sheetData"): return rows
            default: break
            }
        }
        return rows
    }

    private func show(_ value: [UInt8], type: String, style: Int) -> [UInt8] {
        guard !value.isEmpty else { return [] }
        let text = String(decoding: value, as: UTF8.self)
        switch type {
        case "s": return Int(text).flatMap { strings.indices.contains($0) ? strings[$0] : nil } ?? []
        case "b": return Array((text == "0" ? "FALSE" : "TRUE").utf8)
        case "n": return Double(text).map { Array(formats.text($0, style: style).utf8) } ?? value
        default: return value
        }
    }

    /// The column of a place such as `AB12`, counted from 0.
    private static func column(_ place: String) -> Int? {
        var column = 0
        for letter in place.utf8.prefix(8) {
            guard (0x41...0x5A).contains(letter) else { break }
            column = column * 26 + Int(letter - 0x40)
        }
        return column > 0 ? column - 1 : nil
    }
}
