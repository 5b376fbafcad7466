/// What is furniture on a page, by elements, roles and names.
enum Boilerplate {
    /// Elements that hold no text for a reader.
    private static let silent: Set<String> = [
        "script", "style", "template", "noscript", "head", "svg", "canvas", "iframe", "object", "embed", "audio",
        "video", "map", "button", "select", "input", "textarea", "datalist", "dialog", "#comment",
    ]
    private static let furniture: Set<String> = ["nav", "footer", "aside", "menu", "form"]
    private static let roles: Set<String> = [
        "navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "toolbar", "dialog",
        "alertdialog",
    ]
    /// Names, as words of `class` and `id` between blanks, `-` and `_`, that only furniture has.
    private static let words: Set<String> = [
        "nav", "navbar", "navigation", "navheader", "navfooter", "menu", "sidebar", "breadcrumb", "breadcrumbs",
        "footer", "sphinxsidebar", "cookie", "cookies", "advert", "advertisement", "ads", "social", "share", "sharing",
        "pagination", "pager", "skiplink", "related", "masthead", "newsletter", "subscribe", "toolbar", "headerlink",
        "editsection", "noprint", "banner", "toc", "mobile",
    ]
    /// Names that the element with a page's content has.
    static let content: Set<String> = [
        "content", "maincontent", "main", "article", "post", "bodycontent", "document", "entrycontent", "postcontent",
        "articlebody", "pagecontent", "body", "wikibody", "markdownbody", "docs", "documentation",
    ]

    static func isHidden(_ node: Int, in tree: HTMLTree) -> Bool {
        let name = tree.name(node)
        if name.isEmpty { return false }
        if silent.contains(name) { return true }
        if tree.nodes[node].content < 0 { return false }
        if tree.attribute("hidden", of: node) != nil { return true }
        if tree.attribute("aria-hidden", of: node)?.lowercased() == "true" { return true }
        if let style = tree.attribute("style", of: node) {
            let style = style.lowercased().filter { !$0.isWhitespace }
            if style.contains("display:none") || style.contains("visibility:hidden") { return true }
        }
        // Marks behind headings that link to themselves.
        if name == "a", let link = tree.attribute("class", of: node)?.lowercased() {
            return link.contains("headerlink") || link.contains("anchor") && text(node, tree).utf8.count <= 2
        }
        return false
    }

    static func isFurniture(_ node: Int, in tree: HTMLTree) -> Bool {
        let name = tree.name(node)
        if furniture.contains(name) { return true }
        if name == "header" { return parents(of: node, in: tree).allSatisfy { $0 != "article" && $0 != "main" } }
        if tree.nodes[node].content < 0 { return false }
        if let role = tree.attribute("role", of: node)?.lowercased(), roles.contains(role) { return true }
        guard ["div", "ul", "ol", "section", "table", "p", "span", "td", "dl", "center"].contains(name) else {
            return false
        }
        return names(of: node, in: tree, isParted: true).contains { words.contains($0) }
    }

    /// The words of an element's `class` and `id`; parted at `-` and `_`, or joined there.
    static func names(of node: Int, in tree: HTMLTree, isParted: Bool = false) -> [String] {
        var names: [String] = []
        for key in ["class", "id"] {
            guard let value = tree.attribute(key, of: node) else { continue }
            for word in value.lowercased().split(whereSeparator: \.isWhitespace) {
                let parts = word.split { $0 == "-" || $0 == "_" }
                if isParted { names += parts.map(String.init) } else { names.append(parts.joined()) }
            }
        }
        return names
    }

    private static func parents(of node: Int, in tree: HTMLTree) -> [String] {
        var names: [String] = []
        var node = Int(tree.nodes[node].parent)
        while node >= 0 {
            names.append(tree.name(node))
            node = Int(tree.nodes[node].parent)
        }
        return names
    }

    private static func text(_ node: Int, _ tree: HTMLTree) -> String { MainContent.text(of: node, in: tree) }
}
