package import KapellCore

extension DocumentKind {
    /// Word (`.docx`).
    public static let docx = DocumentKind(rawValue: "docx")
}

/// Word: headings by style, numbered lists, tables, footnotes and endnotes behind the paragraph that names them.
///
/// Of tracked changes the inserted text is kept and the deleted text left out. Headers, footers and comments are left
/// out. Format: ECMA-376 part 1, chapter 17.
package struct WordFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .docx }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        if case .word = PackedKind.of(source) { return .byContent }
        return ["docx", "docm", "dotx", "dotm"].contains(source.fileExtension) ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let package = try OfficePackage(source)
        let main = try package.main(or: "word/document.xml")
        let links = try package.relationships(of: main)
        func part(_ type: String) throws(KapellError) -> (name: String, bytes: [UInt8])? {
            guard let link = links.values.first(where: { $0.type == type && !$0.isExternal }),
                let bytes = try package.file.part(link.target)
            else { return nil }
            return (link.target, bytes)
        }
        var styles = WordStyles()
        if let found = try part("styles") { styles = try WordStyles(found.bytes, of: source) }
        var numbering = WordNumbering()
        if let found = try part("numbering") { numbering = try WordNumbering(found.bytes, of: source) }
        var notes: [String: [UInt8]] = [:]
        for type in ["footnotes", "endnotes"] {
            guard let found = try part(type) else { continue }
            let prefix = type == "footnotes" ? "f" : "e"
            for (id, text) in try WordNotes.read(found.bytes, part: found.name, of: source) {
                notes[prefix + id] = text
            }
        }
        var builder = DocumentBuilder(source)
        try package.warn(&builder, parts: [main, "word/settings.xml"])
        var body = WordBody(styles: styles, numbering: numbering, notes: notes, source: source)
        try body.read(try package.file.required(main), part: main, into: &builder)
        return try builder.document(kind: kind, title: try package.title())
    }
}
