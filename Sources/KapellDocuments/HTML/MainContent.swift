/// Tells the main content of a page from its navigation and furniture.
///
/// First what the page says itself: `<main>`, `role=main`, one `<article>`. Then usual names of the content's element.
/// Then the whole body without what is navigation by its element, its role or its name, and without blocks that are
/// hardly more than links.
struct MainContent {
    /// Where to begin, in the order of the page.
    private(set) var roots: [Int] = []
    /// Elements that are left out with all that is in them.
    private(set) var leftOut: Set<Int> = []
    private(set) var title: String?

    private let tree: HTMLTree
    /// Letters in each element, and how many of them are links.
    private var letters: [Int32]
    private var linked: [Int32]

    init(_ tree: HTMLTree) {
        self.tree = tree
        letters = [Int32](repeating: 0, count: tree.nodes.count)
        linked = letters
        count()
        for node in tree.nodes.indices {
            if tree.name(node) == "title", title == nil { title = Self.text(of: node, in: tree) }
            if Boilerplate.isHidden(node, in: tree) { leftOut.insert(node) }
        }
        let body = tree.nodes.indices.first { tree.name($0) == "body" } ?? 0
        let whole = Int(letters[body])
        if let main = declared(whole) ?? named(whole) {
            roots = [main]
        } else {
            roots = [body]
        }
        leaveOut(in: roots[0])
    }

    /// Children stand behind their parents, so one pass from the back adds up every element.
    private mutating func count() {
        for node in tree.nodes.indices.reversed() {
            if tree.isText(node) {
                letters[node] = Int32(clamping: tree.text(node).count { $0 > 0x20 })
            } else if ["script", "style", "template", "noscript"].contains(tree.name(node)) {
                letters[node] = 0
            } else if tree.name(node) == "a" {
                linked[node] = letters[node]
            }
            let parent = Int(tree.nodes[node].parent)
            if parent >= 0 {
                letters[parent] += letters[node]
                linked[parent] += linked[node]
            }
        }
    }

    /// What the page declares to be its main content.
    private func declared(_ whole: Int) -> Int? {
        var mains: [Int] = []
        var articles: [Int] = []
        for node in tree.nodes.indices {
            if tree.name(node) == "main" || tree.attribute("role", of: node)?.lowercased() == "main" {
                mains.append(node)
            } else if tree.name(node) == "article" {
                articles.append(node)
            }
        }
        if let main = mains.max(by: { letters[$0] < letters[$1] }), letters[main] * 10 >= Int32(whole) {
            // A `<main>` round one article and its furniture.
            return only(articles.filter { isInside($0, main) }, atLeast: Int(letters[main]) * 6 / 10) ?? main
        }
        return only(articles, atLeast: whole / 2)
    }

    /// The one outermost element of a list, if it holds enough letters.
    private func only(_ nodes: [Int], atLeast: Int) -> Int? {
        let outer = nodes.filter { node in !nodes.contains { $0 != node && isInside(node, $0) } }
        guard outer.count == 1, let node = outer.first, letters[node] >= atLeast else { return nil }
        return node
    }

    private func isInside(_ node: Int, _ outer: Int) -> Bool {
        var node = node
        while node >= 0 {
            if node == outer { return true }
            node = Int(tree.nodes[node].parent)
        }
        return false
    }

    /// The element with a name that content usually has; the one nearest to the text.
    private func named(_ whole: Int) -> Int? {
        tree.nodes.indices.last { node in
            guard !tree.isText(node), letters[node] * 2 >= Int32(whole) else { return false }
            return Boilerplate.names(of: node, in: tree).contains { Boilerplate.content.contains($0) }
        }
    }

    private mutating func leaveOut(in root: Int) {
        let whole = max(1, Int(letters[root]))
        let titles = tree.nodes.indices.filter { tree.name($0) == "h1" && isInside($0, root) }
        var stack = [root]
        while let node = stack.popLast() {
            for child in tree.children(of: node) where !tree.isText(child) {
                if leftOut.contains(child) { continue }
                // Half of the text is never furniture.
                let isSmall = Int(letters[child]) * 2 < whole
                // The head of a page with its only title belongs to the text; navigation in it goes by its own marks.
                let isHead = tree.name(child) == "header" && titles.count == 1 && isInside(titles[0], child)
                if Boilerplate.isFurniture(child, in: tree) && isSmall && !isHead || isLinks(child, of: root) {
                    leftOut.insert(child)
                } else {
                    stack.append(child)
                }
            }
        }
    }

    /// A block of many links and little else, on a page that has text of its own: a table of contents.
    private func isLinks(_ node: Int, of root: Int) -> Bool {
        guard ["div", "ul", "ol", "section", "table", "p"].contains(tree.name(node)), letters[node] > 0 else {
            return false
        }
        let prose = letters[root] - linked[root]
        guard prose >= 150, linked[node] * 20 >= letters[node] * 19 else { return false }
        guard (letters[node] - linked[node]) * 10 < prose else { return false }
        var links = 0
        var stack = [node]
        while let node = stack.popLast() {
            for child in tree.children(of: node) {
                if tree.name(child) == "a" { links += 1 } else { stack.append(child) }
            }
        }
        return links >= 5
    }

    /// All text of an element, with single blanks.
    static func text(of node: Int, in tree: HTMLTree) -> String {
        var text = InlineText()
        var stack = [node]
        while let node = stack.popLast() {
            if tree.isText(node) {
                text.append(tree.text(node))
            } else {
                stack.append(contentsOf: Array(tree.children(of: node)).reversed())
            }
        }
        return text.string
    }
}
