import KapellCore

/// Puts a program together, from the end of a text to its beginning: each piece is given the node that comes after it.
struct ProgramBuilder {
    var program = GrammarProgram()
    let options: GrammarOptions
    /// How many states of regular languages have been used.
    var states = 0
    private var byteNodes: [[GrammarEdge]: Int32] = [:]
    private var otherNodes: [GrammarNode: Int32] = [:]
    private var splits: [[Int32]: Int32] = [:]
    private var whitespaceRule: Int32?

    init(_ options: GrammarOptions) {
        self.options = options
        program.depth = Int32(clamping: options.limits.depth)
        program.keys = Int32(clamping: options.limits.freeProperties)
        program.situations = max(options.limits.situations, 64)
    }

    /// The program, beginning at a node.
    consuming func finish(start: Int32) -> GrammarProgram {
        program.start = start
        program.finish()
        return program
    }

    // MARK: Nodes

    mutating func append(_ node: GrammarNode) throws(KapellError) -> Int32 {
        guard program.nodes.count < options.limits.nodes else {
            throw KapellError(
                .tooLarge, "The grammar has more than \(options.limits.nodes) parts.",
                remedy: "Make the schema or the expression smaller.")
        }
        program.nodes.append(node)
        return Int32(program.nodes.count - 1)
    }

    /// A node that is the same whenever it is asked for.
    mutating func node(_ node: GrammarNode) throws(KapellError) -> Int32 {
        if let known = otherNodes[node] { return known }
        let number = try append(node)
        otherNodes[node] = number
        return number
    }

    mutating func split(_ targets: [Int32]) throws(KapellError) -> Int32 {
        var kept: [Int32] = []
        for target in targets where targets.count > 64 || !kept.contains(target) { kept.append(target) }
        if kept.count == 1 { return kept[0] }
        if let known = splits[kept] { return known }
        let number = try append(splitNode(kept))
        splits[kept] = number
        return number
    }

    private mutating func splitNode(_ targets: [Int32]) -> GrammarNode {
        let first = Int32(program.targets.count)
        program.targets += targets
        return .split(first: first, count: Int32(targets.count))
    }

    /// A node of bytes; edges that touch and lead to the same node become one.
    mutating func bytes(_ edges: [GrammarEdge]) throws(KapellError) -> Int32 {
        let edges = Self.merged(edges)
        if let known = byteNodes[edges] { return known }
        let number = try append(bytesNode(edges))
        byteNodes[edges] = number
        return number
    }

    private mutating func bytesNode(_ edges: [GrammarEdge]) -> GrammarNode {
        let first = Int32(program.edges.count)
        program.edges += edges
        return .bytes(first: first, count: Int32(edges.count))
    }

    private static func merged(_ edges: [GrammarEdge]) -> [GrammarEdge] {
        var result: [GrammarEdge] = []
        for edge in edges.sorted(by: { $0.low < $1.low }) {
            if let last = result.last, last.target == edge.target, Int(last.high) + 1 == Int(edge.low) {
                result[result.count - 1].high = edge.high
            } else {
                result.append(edge)
            }
        }
        return result
    }

    /// A node whose contents come later, so that nodes can lead back to it.
    mutating func reserve() throws(KapellError) -> Int32 { try append(.bytes(first: 0, count: 0)) }

    mutating func fill(_ place: Int32, split targets: [Int32]) { program.nodes[Int(place)] = splitNode(targets) }

    mutating func fill(_ place: Int32, bytes edges: [GrammarEdge]) {
        program.nodes[Int(place)] = bytesNode(Self.merged(edges))
    }

    // MARK: Texts

    mutating func literal(_ text: some Collection<UInt8>, then next: Int32) throws(KapellError) -> Int32 {
        var next = next
        for byte in Array(text).reversed() { next = try bytes([GrammarEdge(low: byte, high: byte, target: next)]) }
        return next
    }

    /// One of several texts, as a tree, so that no byte leaves a choice open.
    mutating func choice(_ texts: [[UInt8]], then next: Int32) throws(KapellError) -> Int32 {
        let texts = Set(texts).sorted { $0.lexicographicallyPrecedes($1) }
        // The open path of the tree, the deepest last: the edges that each node has so far, and whether a text ends there.
        var path: [(byte: UInt8, edges: [GrammarEdge], isEnd: Bool)] = [(0, [], false)]
        func close(_ builder: inout ProgramBuilder) throws(KapellError) -> Int32 {
            let last = path[path.count - 1]
            if last.edges.isEmpty { return next }
            let node = try builder.bytes(last.edges)
            return last.isEnd ? try builder.split([node, next]) : node
        }
        for text in texts {
            var common = 0
            while common < text.count, common + 1 < path.count, path[common + 1].byte == text[common] { common += 1 }
            while path.count > common + 1 {
                let target = try close(&self)
                let byte = path.removeLast().byte
                path[path.count - 1].edges.append(GrammarEdge(low: byte, high: byte, target: target))
            }
            for byte in text.dropFirst(common) { path.append((byte, [], false)) }
            path[path.count - 1].isEnd = true
        }
        while path.count > 1 {
            let target = try close(&self)
            let byte = path.removeLast().byte
            path[path.count - 1].edges.append(GrammarEdge(low: byte, high: byte, target: target))
        }
        return try close(&self)
    }

    /// White space behind a comma or a colon.
    mutating func gap(then next: Int32) throws(KapellError) -> Int32 {
        options.whitespace == .line ? try literal(" ".utf8, then: next) : try space(then: next)
    }

    /// White space within brackets, or none.
    mutating func space(then next: Int32) throws(KapellError) -> Int32 {
        guard options.whitespace == .natural else { return next }
        let rule: Int32
        if let known = whitespaceRule {
            rule = known
        } else {
            let end = try node(.pop)
            let loop = try reserve()
            let more = try node(.increment(cap: Self.indent, next: loop))
            let blank = try bytes([
                GrammarEdge(low: 0x20, high: 0x20, target: more), GrammarEdge(low: 0x09, high: 0x09, target: more),
            ])
            fill(loop, split: [end, try node(.ifLess(Self.indent, next: blank))])
            let entry = try bytes([
                GrammarEdge(low: 0x20, high: 0x20, target: end), GrammarEdge(low: 0x0A, high: 0x0A, target: loop),
            ])
            rule = Int32(program.rules.count)
            program.rules.append(GrammarRule(entry: entry, need: 0, isContainer: false))
            whitespaceRule = rule
        }
        return try split([next, try node(.call(rule: rule, next: next))])
    }

    /// How many spaces or tabs may follow a line break.
    private static let indent: Int32 = 20

    // MARK: Rules

    /// A rule whose entry comes later.
    mutating func reserveRule(need: Int32, isContainer: Bool) -> Int32 {
        program.rules.append(GrammarRule(entry: 0, need: need, isContainer: isContainer))
        return Int32(program.rules.count - 1)
    }
}
