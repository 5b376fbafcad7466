package import KapellCore

extension DocumentKind {
    /// PowerPoint (`.pptx`).
    public static let pptx = DocumentKind(rawValue: "pptx")
}

/// PowerPoint: a page a slide, its title as heading, then its texts and tables in the order of the file, then its notes.
///
/// Format: ECMA-376 part 1, chapter 19.
package struct SlidesFormat: DocumentFormat {
    package init() {}

    package var kind: DocumentKind { .pptx }

    private static let slideLimit = 5000

    package func recognises(_ source: DocumentSource) -> FormatMatch {
        if case .slides = PackedKind.of(source) { return .byContent }
        return ["pptx", "pptm", "ppsx", "potx"].contains(source.fileExtension) ? .byName : .none
    }

    package func read(_ source: DocumentSource, tools: ToolRunner) throws(KapellError) -> ExtractedDocument {
        let package = try OfficePackage(source)
        let main = try package.main(or: "ppt/presentation.xml")
        let links = try package.relationships(of: main)
        var slides: [String] = []
        let reader = try XMLReader(try package.file.required(main), part: main, of: source)
        while let event = try reader.next() {
            guard case .start("sldId") = event, let id = reader.relationship, let link = links[id], !link.isExternal
            else { continue }
            slides.append(link.target)
        }
        guard slides.count <= Self.slideLimit else { throw source.excessive("has more than \(Self.slideLimit) slides") }
        var builder = DocumentBuilder(source)
        try package.warn(&builder, parts: [main] + slides.prefix(100))
        for (index, slide) in slides.enumerated() {
            builder.beginPage()
            guard let bytes = try package.file.part(slide) else {
                builder.warn("Slide \(index + 1) is missing from the file.")
                continue
            }
            var text = SlideText()
            try text.read(bytes, part: slide, of: source, wanted: nil)
            if text.isHidden { builder.warn("Slide \(index + 1) is hidden in the presentation; it was read.") }
            text.write(to: &builder)
            let notes = try package.relationships(of: slide).values.first { $0.type == "notesSlide" && !$0.isExternal }
            guard let notes, let bytes = try package.file.part(notes.target) else { continue }
            var spoken = SlideText()
            try spoken.read(bytes, part: notes.target, of: source, wanted: "body")
            spoken.writeNotes(to: &builder)
        }
        return try builder.document(kind: kind, title: try package.title())
    }
}

extension XMLReader {
    /// The id in the namespace of relationships (`r:id`), where an element has an id of its own, too: the later one.
    var relationship: String? { attributes("id").last { $0.hasPrefix("rId") } ?? attributes("id").last }
}
