/// The cells of a table in their columns.
struct HTMLGrid {
    /// The rows; `nil` is a place that a cell of a row above or on the left takes up.
    private(set) var rows: [[Int?]] = []
    private(set) var headerRows = 0
    private(set) var caption: Int?

    /// Columns of a table, and how far a cell may reach.
    private static let (columnLimit, spanLimit) = (1000, 100)
    private static let blocks: Set<String> = ["table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "dl"]

    /// `nil` for a table that is there for the layout: one cell, or headings, lists or tables in its cells and no header.
    init?(_ table: Int, tree: HTMLTree, leftOut: Set<Int>) {
        var lines: [(row: Int, isHead: Bool)] = []
        for child in tree.children(of: table) where !leftOut.contains(child) {
            switch tree.name(child) {
            case "caption": caption = child
            case "tr": lines.append((child, false))
            case "thead", "tbody", "tfoot":
                let isHead = tree.name(child) == "thead"
                for row in tree.children(of: child) where tree.name(row) == "tr" && !leftOut.contains(row) {
                    lines.append((row, isHead))
                }
            default: break
            }
        }
        var taken: [Int: Int] = [:]  // columns that a cell above still takes up, and for how many rows
        var hasHeaderCell = false
        var cells = 0
        for (number, line) in lines.enumerated() {
            var row: [Int?] = []
            var isAllHeader = true
            func fill() {
                while let left = taken[row.count], left > 0, row.count < Self.columnLimit {
                    taken[row.count] = left - 1
                    row.append(nil)
                }
            }
            for cell in tree.children(of: line.row) where !leftOut.contains(cell) {
                let isHeader = tree.name(cell) == "th"
                guard isHeader || tree.name(cell) == "td" else { continue }
                fill()
                guard row.count < Self.columnLimit else { break }
                hasHeaderCell = hasHeaderCell || isHeader
                isAllHeader = isAllHeader && isHeader
                cells += 1
                let wide = Self.span("colspan", cell, tree)
                let high = Self.span("rowspan", cell, tree)
                for offset in 0..<wide {
                    if high > 1 { taken[row.count] = high - 1 }
                    row.append(offset == 0 ? cell : nil)
                }
            }
            fill()
            if (line.isHead || isAllHeader && !row.isEmpty) && headerRows == number { headerRows += 1 }
            rows.append(row)
        }
        if headerRows == rows.count { headerRows = min(1, max(0, rows.count - 1)) }
        guard cells > 1 else { return nil }
        if !hasHeaderCell, headerRows == 0, Self.holdsBlocks(table, tree) { return nil }
    }

    private static func span(_ name: String, _ cell: Int, _ tree: HTMLTree) -> Int {
        min(spanLimit, max(1, tree.attribute(name, of: cell).flatMap { Int($0) } ?? 1))
    }

    private static func holdsBlocks(_ table: Int, _ tree: HTMLTree) -> Bool {
        var stack = [table]
        while let node = stack.popLast() {
            for child in tree.children(of: node) {
                if blocks.contains(tree.name(child)) { return true }
                stack.append(child)
            }
        }
        return false
    }
}
