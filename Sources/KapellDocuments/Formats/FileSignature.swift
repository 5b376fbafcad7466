package import KapellCore

/// A kind of file that is known by its first bytes and is not read.
package struct FileSignature: Sendable {
    /// With its article, as a message says it: "a PNG image".
    package let name: String
    /// What else a person can do about it.
    package let remedy: String

    /// The kind of a source that no format claims by its content; `nil` when it may be text.
    package static func recognise(_ source: DocumentSource) -> FileSignature? {
        if let found = table.first(where: { source.has($0.bytes, at: $0.offset) }) {
            return FileSignature(name: found.name, remedy: found.remedy.rawValue)
        }
        if source.has([0x50, 0x4B, 0x03, 0x04]) || source.has([0x50, 0x4B, 0x05, 0x06]) { return archive(source) }
        if source.has(Array("RIFF".utf8)) {
            let isImage = source.has(Array("WEBP".utf8), at: 8)
            return FileSignature(
                name: isImage ? "a WebP image" : "an audio or video file",
                remedy: (isImage ? Remedy.image : Remedy.other).rawValue)
        }
        if let name = byExtension[source.fileExtension] {
            return FileSignature(name: name, remedy: Remedy.document.rawValue)
        }
        return nil
    }

    package func error(for source: DocumentSource, claimed: DocumentKind?) -> KapellError {
        let tail =
            switch claimed {
            case .text?, .markdown?: ", not text."
            case .pdf?: ", not a PDF."
            default: "; that format is not read yet."
            }
        return KapellError(.unsupported, "\(source.name) is \(name)\(tail)", remedy: remedy)
    }

    private enum Remedy: String {
        case image = "Turn it into a PDF with a text layer first, for example with img2pdf and ocrmypdf."
        case document = "Save it as PDF, Markdown or plain text and add that file instead."
        case packed = "Unpack it and add the documents in it."
        case other = "Leave it out, or add a document in PDF, Markdown or plain text instead."
    }

    private struct Entry {
        let bytes: [UInt8]
        let offset: Int
        let name: String
        let remedy: Remedy

        init(_ bytes: [UInt8], _ name: String, _ remedy: Remedy, at offset: Int = 0) {
            (self.bytes, self.offset, self.name, self.remedy) = (bytes, offset, name, remedy)
        }

        init(_ text: String, _ name: String, _ remedy: Remedy, at offset: Int = 0) {
            self.init(Array(text.utf8), name, remedy, at: offset)
        }
    }

    private static let table: [Entry] = [
        Entry("GIF87a", "a GIF image", .image),
        Entry("GIF89a", "a GIF image", .image),
        Entry([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20], "a JPEG 2000 image", .image),
        Entry([0x00, 0x00, 0x01, 0x00], "an icon", .image),
        Entry("AT&TFORM", "a DjVu document", .document),
        Entry([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Microsoft Office document", .document),
        Entry("{\\rtf", "an RTF document", .document),
        Entry("%!PS", "a PostScript document", .document),
        Entry([0x1F, 0x8B], "a gzip archive", .packed),
        Entry("BZh", "a bzip2 archive", .packed),
        Entry([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz archive", .packed),
        Entry([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive", .packed),
        Entry([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", .packed),
        Entry("Rar!\u{1A}\u{07}", "a RAR archive", .packed),
        Entry("ustar", "a tar archive", .packed, at: 257),
        Entry([0x7F, 0x45, 0x4C, 0x46], "an ELF program", .other),
        Entry([0xCF, 0xFA, 0xED, 0xFE], "a Mach-O program", .other),
        Entry([0xCA, 0xFE, 0xBA, 0xBE], "a Java class or Mach-O program", .other),
        Entry([0x00, 0x61, 0x73, 0x6D], "a WebAssembly module", .other),
        Entry("SQLite format 3\u{00}", "an SQLite database", .other),
        Entry("GGUF", "a GGUF model", .other),
        Entry("PAR1", "a Parquet table", .other),
        Entry("OggS", "an Ogg audio or video file", .other),
        Entry("fLaC", "a FLAC audio file", .other),
        Entry([0x49, 0x44, 0x33, 0x03], "an MP3 audio file", .other),
        Entry([0x49, 0x44, 0x33, 0x04], "an MP3 audio file", .other),
        Entry([0x1A, 0x45, 0xDF, 0xA3], "a Matroska or WebM video", .other),
        Entry("ftyp", "an MP4 or HEIF file", .other, at: 4),
        Entry([0x4D, 0x5A, 0x90, 0x00], "a Windows program", .other),
    ]

    /// Formats that have no signature of their own, or whose content may be mistaken for text.
    private static let byExtension: [String: String] = [
        "doc": "an old Word document", "odt": "an OpenDocument text", "rtf": "an RTF document",
        "xls": "an old Excel workbook", "ppt": "an old PowerPoint presentation", "msg": "an Outlook message",
        "xlsb": "a binary Excel workbook",
    ]

    /// Packages that are no documents of ours. Every other ZIP archive is claimed by a format.
    private static func archive(_ source: DocumentSource) -> FileSignature {
        let isOpenDocument = source.contains(Array("application/vnd.oasis.opendocument".utf8), in: 0..<4096)
        return FileSignature(
            name: isOpenDocument ? "an OpenDocument file" : "a package that is not known",
            remedy: Remedy.document.rawValue)
    }
}
