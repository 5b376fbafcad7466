package import KapellCore

extension DocumentKind {
    /// Excel (`.xlsx`).
    public static let xlsx = DocumentKind(rawValue: "xlsx")
}

/// Excel: a heading a sheet, a line a row with the names of its columns, values as they are shown, days as ISO dates.
///
/// The values are those that were saved; formulas are not computed. Format: ECMA-376 part 1, chapter 18.
package struct SheetFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .xlsx }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        if case .sheet = PackedKind.of(source) { return .byContent }
        return ["xlsx", "xlsm", "xltx"].contains(source.fileExtension) ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let package = try OfficePackage(source)
        let main = try package.main(or: "xl/workbook.xml")
        let links = try package.relationships(of: main)
        var sheets: [(name: String, part: String, isHidden: Bool)] = []
        var isFrom1904 = false
        let reader = try XMLReader(try package.file.required(main), part: main, of: source)
        while let event = try reader.next() {
            switch event {
            case .start("workbookPr"): isFrom1904 = ["1", "true"].contains(reader.attribute("date1904") ?? "")
            case .start("sheet"):
                guard let id = reader.relationship, let link = links[id], !link.isExternal, link.type == "worksheet"
                else { continue }
                let state = reader.attribute("state") ?? "visible"
                sheets.append((reader.attribute("name") ?? "", link.target, state != "visible"))
            default: break
            }
        }
        func part(_ type: String) throws(KapellError) -> (name: String, bytes: [UInt8])? {
            guard let link = links.values.first(where: { $0.type == type && !$0.isExternal }),
                let bytes = try package.file.part(link.target)
            else { return nil }
            return (link.target, bytes)
        }
        var strings: [[UInt8]] = []
        if let found = try part("sharedStrings") {
            strings = try SheetStrings.read(found.bytes, part: found.name, of: source)
        }
        var formats = NumberFormats(isFrom1904: isFrom1904)
        if let found = try part("styles") { try formats.read(found.bytes, part: found.name, of: source) }
        var builder = DocumentBuilder(source)
        try package.warn(&builder, parts: [main] + sheets.prefix(100).map(\.part))
        for sheet in sheets {
            if sheet.isHidden { builder.warn("The sheet \(InlineText(sheet.name).string) is hidden; it was read.") }
            guard let bytes = try package.file.part(sheet.part) else {
                builder.warn("The sheet \(InlineText(sheet.name).string) is missing from the file.")
                continue
            }
            let rows = try SheetRows(strings: strings, formats: formats, source: source)
                .read(bytes, part: sheet.part)
            guard !rows.isEmpty else { continue }
            builder.heading(sheet.name, level: 1)
            for block in rows.split(whereSeparator: \.isEmpty) { TableWriting.write(Array(block), to: &builder) }
        }
        return try builder.document(kind: kind, title: try package.title())
    }
}
