package import KapellCore

extension DocumentKind {
    /// EPUB.
    public static let epub = DocumentKind(rawValue: "epub")
}

/// EPUB: the chapters in the order of the book's spine.
///
/// A chapter without a heading of its own gets the name that its page has. Format: EPUB 3.3, W3C.
package struct BookFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .epub }

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        if case .book = PackedKind.of(source) { return .byContent }
        return source.fileExtension == "epub" ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let file = try PackedFile(source)
        let package = try BookPackage(file)
        var builder = DocumentBuilder(source)
        var names: Set<String> = []
        for chapter in package.chapters where names.insert(chapter).inserted {
            guard let bytes = try file.part(chapter) else {
                builder.warn("The chapter \(chapter) is missing from the file.")
                continue
            }
            guard !package.encrypted.contains(chapter) else {
                throw KapellError(
                    .encrypted, "\(source.plainName) is protected against reading by its seller (DRM).",
                    remedy: "Ask the publisher for a copy without protection.")
            }
            let text = CharacterSet.decode(bytes, declared: HTMLCharset.declared(in: bytes))
            let tree = try HTMLParser.parse(text.bytes, of: source)
            let page = BookPage(tree)
            if !page.hasHeading, page.hasText, let title = page.title, title != package.title {
                builder.heading(title, level: 1)
            }
            var renderer = HTMLRenderer(tree: tree, leftOut: page.leftOut)
            renderer.write([page.body], to: &builder)
            guard builder.bytes.count <= tools.limits.outputBytes else {
                throw DocumentExtractor.outputError(source.name, limit: tools.limits.outputBytes)
            }
        }
        return try builder.document(kind: kind, title: package.title)
    }
}

/// One page of a book: everything in its body is content.
private struct BookPage {
    var body = 0
    var title: String?
    var hasHeading = false
    var leftOut: Set<Int> = []

    var hasText = false

    init(_ tree: HTMLTree) {
        for node in tree.nodes.indices {
            let name = tree.name(node)
            if name == "body" { body = node }
            if name == "title", title == nil { title = MainContent.text(of: node, in: tree) }
            if name.count == 2, name.first == "h", let level = name.last?.wholeNumberValue, (1...6).contains(level) {
                hasHeading = true
            }
            if Boilerplate.isHidden(node, in: tree) || name == "nav" { leftOut.insert(node) }
        }
        hasText = !MainContent.text(of: body, in: tree).isEmpty
    }
}
