internal import KapellCore

/// What the styles of a Word document say of headings and numbering (`word/styles.xml`).
struct WordStyles {
    private struct Style {
        var name = ""
        var base: String?
        var outline: Int?
        var numbering: String?
        var level: Int?
    }

    private var styles: [String: Style] = [:]

    init() {}

    init(_ bytes: [UInt8], of source: DocumentSource) throws(KapellError) {
        let reader = try XMLReader(bytes, part: "word/styles.xml", of: source)
        var id: String?
        var style = Style()
        while let event = try reader.next() {
            switch event {
            case .start("style"):
                id = reader.attribute("styleId")
                style = Style()
            case .start("name"): style.name = reader.attribute("val")?.lowercased() ?? ""
            case .start("basedOn"): style.base = reader.attribute("val")
            case .start("outlineLvl"): style.outline = reader.attribute("val").flatMap { Int($0) }
            case .start("numId"): style.numbering = reader.attribute("val")
            case .start("ilvl"): style.level = reader.attribute("val").flatMap { Int($0) }
            case .end("style"):
                if let id { styles[id] = style }
                id = nil
            default: break
            }
        }
    }

    /// The heading level 1…9 that a style gives a paragraph; `nil` for other text.
    func headingLevel(_ id: String?) -> Int? {
        for style in chain(id) {
            if style.name == "title" { return 1 }
            if style.name.hasPrefix("heading "), let level = Int(style.name.dropFirst(8)) { return max(1, level) }
            if let outline = style.outline { return outline < 9 ? outline + 1 : nil }
        }
        return nil
    }

    /// The list that a style puts its paragraphs in.
    func numbering(_ id: String?) -> (list: String, level: Int)? {
        var level: Int?
        for style in chain(id) {
            level = level ?? style.level
            if let list = style.numbering { return (list, level ?? 0) }
        }
        return nil
    }

    /// A style and those that it is based on.
    private func chain(_ id: String?) -> [Style] {
        var found: [Style] = []
        var next = id
        while let id = next, let style = styles[id], found.count < 12 {
            found.append(style)
            next = style.base
        }
        return found
    }
}
