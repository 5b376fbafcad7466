package import KapellCore
internal import KapellZip

extension DocumentKind {
    /// A ZIP archive with documents in it.
    public static let zip = DocumentKind(rawValue: "zip")
}

/// A ZIP folder: each file by its own format, below a heading with its path.
///
/// What cannot be read is named in the warnings. Nothing is written to the disk, so a path in the archive can lead
/// nowhere.
package struct FolderFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .zip }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        if case .folder = PackedKind.of(source) { return .byContent }
        return source.fileExtension == "zip" ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let file = try PackedFile(source)
        let reader = PartReader(outer: source, tools: tools)
        var builder = DocumentBuilder(source)
        var first: KapellError?
        let entries = file.archive.entries.filter { !$0.name.hasSuffix("/") && !Self.isLitter($0.name) }
        for entry in entries.sorted(by: { $0.name < $1.name }) {
            // Once it is there, the rest need not be unpacked.
            if source.budget.found != nil { break }
            let bytes: [UInt8]
            do throws(KapellError) {
                bytes = try file.bytes(of: entry)
            } catch {
                first = first ?? error
                builder.warn("\(source.part([], name: entry.name).plainName) was left out: \(error.message)")
                continue
            }
            try reader.read(bytes, name: entry.name, level: 1, into: &builder)
        }
        guard !builder.isEmpty else {
            if let first { throw first }
            throw KapellError(
                .invalidRequest,
                "\(source.plainName) holds no document that can be read."
                    + (builder.warnings.first.map { " \($0)" } ?? ""),
                remedy: "Look into the archive, and add the documents in a format that is read.")
        }
        return try builder.document(kind: kind, title: source.plainName)
    }

    /// What systems leave in archives beside the documents.
    private static func isLitter(_ name: String) -> Bool {
        let file = name.split(separator: "/").last ?? ""
        return name.hasPrefix("__MACOSX/") || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(String(file))
    }
}
