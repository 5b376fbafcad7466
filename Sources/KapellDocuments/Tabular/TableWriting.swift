/// Rows of a spreadsheet or of a list of values, each with the names of its columns.
enum TableWriting {
    /// Writes a block of rows: `Month: May  Rain: 55` under a header, or the cells alone where there is none.
    static func write(_ rows: [[[UInt8]]], to builder: inout DocumentBuilder) {
        var rows = rows[...]
        // A lone cell above a table is its title.
        while let first = rows.first, rows.count > 1, filled(first) == 1, let second = rows.dropFirst().first,
            filled(second) > 1
        {
            for cell in first where !cell.isEmpty { builder.paragraph(cell) }
            rows = rows.dropFirst()
        }
        guard let header = rows.first, isHeader(header, of: rows.dropFirst()) else {
            builder.table(Array(rows), headerRows: 0)
            return
        }
        let lines = rows.dropFirst().map { row in
            row.enumerated().compactMap { column, cell -> [UInt8]? in
                guard !cell.isEmpty else { return nil }
                guard header.indices.contains(column), !header[column].isEmpty else { return cell }
                return header[column] + [UInt8(ascii: ":"), 0x20] + cell
            }
        }
        builder.table([header.filter { !$0.isEmpty }] + lines, headerRows: 1)
    }

    private static func filled(_ row: [[UInt8]]) -> Int { row.count { !$0.isEmpty } }

    /// Names without numbers above rows that go on: no name twice, none very long.
    static func isHeader(_ row: [[UInt8]], of rows: ArraySlice<[[UInt8]]>) -> Bool {
        let names = row.filter { !$0.isEmpty }
        guard names.count >= 2, !rows.isEmpty, Set(names).count == names.count else { return false }
        guard let widest = rows.prefix(20).map({ filled($0) }).max(), names.count * 2 > widest else { return false }
        return names.allSatisfy { $0.count <= 120 && !isNumber($0) }
    }

    /// A number, an amount, a percentage or a date in digits. A year may well be the name of a column.
    static func isNumber(_ cell: [UInt8]) -> Bool {
        if cell.count == 4, cell.allSatisfy({ (0x30...0x39).contains($0) }), cell[0] == 0x31 || cell[0] == 0x32 {
            return false
        }
        var digits = 0
        for byte in cell {
            if (0x30...0x39).contains(byte) {
                digits += 1
            } else if !"+-.,:/% ()".utf8.contains(byte) {
                return false
            }
        }
        return digits > 0
    }
}
