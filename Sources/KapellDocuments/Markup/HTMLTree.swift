/// The elements and texts of an HTML page, in the order of the page. A node is a number.
struct HTMLTree {
    struct Node {
        /// The element's name in lower case; empty for a text.
        var name: String
        /// Index of the text or of the attributes; -1 for none.
        var content: Int32 = -1
        var parent: Int32
        var firstChild: Int32 = -1
        var lastChild: Int32 = -1
        var next: Int32 = -1
    }

    /// Number 0 is the root, which stands for the page.
    private(set) var nodes: [Node] = [Node(name: "#page", parent: -1)]
    private var texts: [[UInt8]] = []
    private var attributes: [[(name: String, value: String)]] = []

    func children(of node: Int) -> Children { Children(tree: self, following: nodes[node].firstChild) }

    func name(_ node: Int) -> String { nodes[node].name }

    func isText(_ node: Int) -> Bool { nodes[node].name.isEmpty }

    /// The bytes of a text.
    func text(_ node: Int) -> [UInt8] {
        let content = nodes[node].content
        return isText(node) && content >= 0 ? texts[Int(content)] : []
    }

    func attribute(_ name: String, of node: Int) -> String? {
        guard !isText(node), nodes[node].content >= 0 else { return nil }
        return attributes[Int(nodes[node].content)].first { $0.name == name }?.value
    }

    mutating func addElement(_ name: String, _ values: [(name: String, value: String)], to parent: Int) -> Int {
        var node = Node(name: name, parent: Int32(parent))
        if !values.isEmpty {
            node.content = Int32(attributes.count)
            attributes.append(values)
        }
        return add(node, to: parent)
    }

    mutating func addText(_ bytes: UnsafeBufferPointer<UInt8>, to parent: Int) {
        let last = Int(nodes[parent].lastChild)
        if last >= 0, isText(last) {
            texts[Int(nodes[last].content)].append(contentsOf: bytes)
        } else {
            texts.append(Array(bytes))
            _ = add(Node(name: "", content: Int32(texts.count - 1), parent: Int32(parent)), to: parent)
        }
    }

    private mutating func add(_ node: Node, to parent: Int) -> Int {
        let number = nodes.count
        nodes.append(node)
        if nodes[parent].lastChild >= 0 {
            nodes[Int(nodes[parent].lastChild)].next = Int32(number)
        } else {
            nodes[parent].firstChild = Int32(number)
        }
        nodes[parent].lastChild = Int32(number)
        return number
    }

    struct Children: Sequence, IteratorProtocol {
        let tree: HTMLTree
        var following: Int32

        mutating func next() -> Int? {
            guard following >= 0 else { return nil }
            defer { following = tree.nodes[Int(following)].next }
            return Int(following)
        }
    }
}
