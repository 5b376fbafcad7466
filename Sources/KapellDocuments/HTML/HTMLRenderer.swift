/// Writes elements of a page as blocks of text.
///
/// The tree is at most ``HTMLParser/depthLimit`` deep, and so is the recursion.
struct HTMLRenderer {
    private let tree: HTMLTree
    private let leftOut: Set<Int>
    private var inline = InlineText()
    /// The list entry that the next text belongs to.
    private var pending: (mark: String, depth: Int)?
    private var depth = 0
    /// Added to the level of each heading.
    var levelShift = 0
    private(set) var hasHeading = false

    private static let inlineElements: Set<String> = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins",
        "kbd", "label", "mark", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
        "tt", "u", "var", "wbr", "img", "br", "rb", "nobr",
    ]

    init(tree: HTMLTree, leftOut: Set<Int>) {
        self.tree = tree
        self.leftOut = leftOut
    }

    mutating func write(_ roots: [Int], to builder: inout DocumentBuilder) {
        for root in roots { block(root, &builder) }
        flush(&builder)
    }

    private mutating func flush(_ builder: inout DocumentBuilder) {
        let text = inline.take()
        guard !text.isEmpty else { return }
        if let entry = pending {
            pending = nil
            builder.item(text, mark: entry.mark, depth: entry.depth)
        } else {
            builder.paragraph(text)
        }
    }

    /// Writes what is inside an element.
    private mutating func block(_ node: Int, _ builder: inout DocumentBuilder) {
        for child in tree.children(of: node) where !leftOut.contains(child) {
            if tree.isText(child) {
                inline.append(tree.text(child))
                continue
            }
            let name = tree.name(child)
            switch name {
            case "br": inline.lineBreak()
            case "wbr": break
            case "img":
                if let text = tree.attribute("alt", of: child) {
                    inline.blank()
                    inline.append(text)
                    inline.blank()
                }
            case "rt", "rp": break
            case "h1", "h2", "h3", "h4", "h5", "h6": heading(child, name, &builder)
            case "pre", "listing", "xmp":
                flush(&builder)
                pending = nil
                builder.code(verbatim(child))
            case "table": table(child, &builder)
            case "ul", "ol", "menu", "dir": list(child, isNumbered: name == "ol", &builder)
            case "hr": flush(&builder)
            default:
                if Self.inlineElements.contains(name) {
                    block(child, &builder)
                } else {
                    flush(&builder)
                    block(child, &builder)
                    flush(&builder)
                }
            }
        }
    }

    private mutating func heading(_ node: Int, _ name: String, _ builder: inout DocumentBuilder) {
        flush(&builder)
        pending = nil
        var text = InlineText(visible(node))
        let level = (name.utf8.last.map { Int($0) - 0x30 } ?? 1) + levelShift
        builder.heading(text.take(), level: level)
        hasHeading = true
    }

    private mutating func list(_ node: Int, isNumbered: Bool, _ builder: inout DocumentBuilder) {
        flush(&builder)
        var number = tree.attribute("start", of: node).flatMap { Int($0) } ?? 1
        for child in tree.children(of: node) where !leftOut.contains(child) {
            guard tree.name(child) == "li" else {
                if tree.isText(child) {
                    inline.append(tree.text(child))
                } else {
                    block(child, &builder)
                    flush(&builder)
                }
                continue
            }
            if isNumbered, let value = tree.attribute("value", of: child).flatMap({ Int($0) }) { number = value }
            flush(&builder)
            pending = (isNumbered ? "\(number)." : "-", depth)
            depth += 1
            block(child, &builder)
            flush(&builder)
            depth -= 1
            pending = nil
            number = number &+ 1
        }
        flush(&builder)
    }

    private mutating func table(_ node: Int, _ builder: inout DocumentBuilder) {
        flush(&builder)
        pending = nil
        guard let grid = HTMLGrid(node, tree: tree, leftOut: leftOut) else {
            // A table that only places blocks on the page.
            block(node, &builder)
            flush(&builder)
            return
        }
        if let caption = grid.caption {
            inline.append(visible(caption))
            flush(&builder)
        }
        let rows = grid.rows.map { row in
            row.map { cell -> [UInt8] in
                guard let cell else { return [] }
                var text = InlineText(visible(cell))
                return text.take()
            }
        }
        builder.table(rows, headerRows: grid.headerRows)
    }

    /// The text of an element on one line.
    private func visible(_ node: Int) -> String {
        var text = InlineText()
        gather(node, &text)
        return text.string
    }

    private func gather(_ node: Int, _ text: inout InlineText) {
        for child in tree.children(of: node) where !leftOut.contains(child) {
            let name = tree.name(child)
            if tree.isText(child) {
                text.append(tree.text(child))
            } else if name == "img" {
                text.blank()
                text.append(tree.attribute("alt", of: child) ?? "")
                text.blank()
            } else if name == "br" {
                text.blank()
            } else if name != "rt", name != "rp" {
                let isInline = Self.inlineElements.contains(name)
                if !isInline { text.blank() }
                gather(child, &text)
                if !isInline { text.blank() }
            }
        }
    }

    /// The text of an element with its line breaks.
    private func verbatim(_ node: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for child in tree.children(of: node) where !leftOut.contains(child) {
            if tree.isText(child) {
                bytes += tree.text(child).filter { $0 != 0x0D && ($0 >= 0x20 || $0 == 0x0A || $0 == 0x09) }
            } else if tree.name(child) == "br" {
                bytes.append(0x0A)
            } else {
                bytes += verbatim(child)
            }
        }
        return bytes
    }
}
