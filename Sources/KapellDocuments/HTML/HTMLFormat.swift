package import KapellCore

extension DocumentKind {
    /// HTML.
    public static let html = DocumentKind(rawValue: "html")
}

/// HTML: the main content of a page, without its navigation.
package struct HTMLFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .html }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        if Self.begins(source) { return .byContent }
        return ["html", "htm", "xhtml", "xht"].contains(source.fileExtension) ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        try read(source, declared: nil)
    }

    /// - Parameter declared: the encoding that an e-mail's header gives.
    func read(_ source: DocumentSource, declared: String?) throws(KapellError) -> ExtractedDocument {
        let text = CharacterSet.decode(source.bytes, declared: declared ?? HTMLCharset.declared(in: source.bytes))
        let tree = try HTMLParser.parse(text.bytes, of: source)
        let content = MainContent(tree)
        var builder = DocumentBuilder(source)
        builder.warn(text)
        var renderer = HTMLRenderer(tree: tree, leftOut: content.leftOut)
        renderer.write(content.roots, to: &builder)
        return try builder.document(kind: kind, title: content.title)
    }

    /// Whether the first thing in the file is an element that only HTML has.
    static func begins(_ source: DocumentSource) -> Bool {
        let text = source.bytes.prefix(2048).filter { $0 != 0 && $0 < 0x80 }.map { $0 | ($0 >= 0x41 ? 0x20 : 0) }
        var rest = text[...]
        while true {
            rest = rest.drop { $0 <= 0x20 }
            // Comments and the XML declaration may stand before it.
            if rest.starts(with: Array("<!--".utf8)) {
                guard let end = rest.indices.dropFirst(4).first(where: { rest[$0...].starts(with: Array("-->".utf8)) })
                else { return false }
                rest = rest[(end + 3)...]
            } else if rest.starts(with: Array("<?xml".utf8)) {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[(end + 1)...]
            } else {
                break
            }
        }
        return ["<!doctype html", "<html>", "<html ", "<html\n", "<html\r"].contains { mark in
            rest.starts(with: mark.utf8)
        }
    }
}

extension DocumentBuilder {
    /// Tells the reader what was guessed or lost.
    mutating func warn(_ text: CharacterSet.Decoded) {
        if text.isGuess, text.name != "UTF-8" {
            warn("Nothing said which encoding it has; it was read as \(text.name).")
        }
        if text.replaced > 0 {
            let places = text.replaced == 1 ? "1 place was" : "\(text.replaced) places were"
            warn("\(places) no characters of \(text.name).")
        }
    }
}
