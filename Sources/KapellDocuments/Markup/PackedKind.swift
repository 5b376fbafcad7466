internal import KapellCore
internal import KapellZip

/// What a ZIP archive holds, by the names of its members.
enum PackedKind {
    case word, sheet, slides, book
    /// OpenDocument and other packages that are known and not read.
    case other
    case folder

    /// `nil` for a file that is no ZIP archive.
    static func of(_ source: DocumentSource) -> PackedKind? {
        let bytes = source.bytes
        guard source.has([0x50, 0x4B, 0x03, 0x04]) || source.has([0x50, 0x4B, 0x05, 0x06]) else { return nil }
        guard let archive = try? PackedFile(source).archive else {
            // A damaged archive is named for what its first bytes say.
            func holds(_ text: String) -> Bool { source.contains(Array(text.utf8), in: 0..<min(bytes.count, 4096)) }
            if holds("application/epub+zip") { return .book }
            if holds("application/vnd.oasis.opendocument") { return .other }
            if holds("word/") { return .word }
            if holds("xl/") { return .sheet }
            return holds("ppt/") ? .slides : .folder
        }
        if let entry = archive.entry("mimetype"), entry.size < 200,
            let type = try? archive.bytes(of: entry, limit: 200)
        {
            let type = String(decoding: type, as: UTF8.self)
            if type.hasPrefix("application/epub+zip") { return .book }
            if type.hasPrefix("application/vnd.oasis.opendocument") { return .other }
        }
        if archive.entry("META-INF/container.xml") != nil { return .book }
        guard archive.entry("[Content_Types].xml") != nil else { return .folder }
        for entry in archive.entries {
            if entry.name.hasPrefix("word/") { return .word }
            if entry.name.hasPrefix("xl/") { return entry.name.hasSuffix(".bin") ? .other : .sheet }
            if entry.name.hasPrefix("ppt/") { return .slides }
        }
        return .folder
    }
}
