/// Where each node of a graph lies.
struct GraphLayout {
    static let margin = 16.0
    private static let gap = (x: 26.0, y: 46.0)
    static let begin = "\u{0}begin"

    struct Box {
        var name: String
        var width: Double
        var height: Double
        // At most one: a list, for a value cannot hold itself.
        var inners: [GraphLayout] = []
        var inner: GraphLayout? { inners.first }
        var layer = 0
        var x = 0.0
        var y = 0.0
        var middle: Double { x + width / 2 }
    }

    struct Way {
        var from: Int
        var to: Int
        var kind: String
        var label: String
        var isBack = false
        /// Where it goes down beside the nodes of the layers that it skips.
        var lane: Double?
    }

    /// The nodes of a layer, and the room that they take.
    private struct Row {
        var nodes: [Int]
        var top: Double
        var bottom: Double
    }

    let path: String
    private(set) var width = 0.0
    private(set) var height = 0.0
    private(set) var boxes: [Box] = []
    private(set) var ways: [Way] = []
    private var rows: [Row] = []

    init(_ workflow: Workflow, path: String) {
        self.path = path
        var places: [String: Int] = [:]
        func add(_ name: String, _ box: Box) -> Int {
            places[name] = boxes.count
            boxes.append(box)
            return boxes.count - 1
        }
        let start = add(Self.begin, Box(name: Self.begin, width: 14, height: 14))
        for node in workflow.nodes {
            var box = Box(name: node.name, width: max(64, Double(node.name.count) * 7.6 + 24), height: 34)
            if let inner = node.workflow {
                let layout = GraphLayout(inner, path: path + node.name + "/")
                box.width = max(box.width, layout.width + 24)
                box.height = layout.height + 44
                box.inners = [layout]
            }
            _ = add(node.name, box)
        }
        let end = add(Workflow.end, Box(name: Workflow.end, width: 14, height: 14))
        for name in workflow.starts { ways.append(Way(from: start, to: places[name] ?? end, kind: "edge", label: "")) }
        for (place, node) in workflow.nodes.enumerated() {
            let from = places[node.name] ?? start
            func way(_ to: String, _ kind: String, _ label: String = "") {
                ways.append(Way(from: from, to: places[to] ?? end, kind: kind, label: label))
            }
            if workflow.exits[place].isEmpty { way(Workflow.end, "edge") }
            for exit in workflow.exits[place] {
                switch exit {
                case .edge(let to): for target in to { way(target, "edge") }
                case .branch(let to, _): for target in Set(to).sorted() { way(target, "branch") }
                case .loop(_, let back, let limit, let then, _):
                    way(back, "branch", "at most \(limit)")
                    for target in then { way(target, "edge") }
                case .fanOut(let to, _): way(to, "each", "each")
                case .join(let number): way(workflow.joints[number].to, "edge", "join")
                }
            }
        }
        layer()
        place()
    }

    /// The layer of each node is behind those of all that lead to it; ways back are left out.
    private mutating func layer() {
        var state = [Int](repeating: 0, count: boxes.count)
        var order: [Int] = []
        // Depth first without recursion: a graph may have thousands of nodes in a row.
        var stack: [(node: Int, next: Int)] = [(0, 0)]
        let exits = Dictionary(grouping: ways.indices, by: { ways[$0].from })
        state[0] = 1
        while let top = stack.last {
            let own = exits[top.node] ?? []
            guard top.next < own.count else {
                state[top.node] = 2
                order.append(top.node)
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let way = own[top.next]
            switch state[ways[way].to] {
            case 0:
                state[ways[way].to] = 1
                stack.append((ways[way].to, 0))
            case 1: ways[way].isBack = true
            default: break
            }
        }
        for node in order.reversed() {
            for way in exits[node] ?? [] where !ways[way].isBack {
                boxes[ways[way].to].layer = max(boxes[ways[way].to].layer, boxes[node].layer + 1)
            }
        }
    }

    private mutating func place() {
        let used = Set(ways.flatMap { [$0.from, $0.to] })
        let layers = Dictionary(grouping: boxes.indices.filter { used.contains($0) }, by: { boxes[$0].layer })
        let sources = Dictionary(grouping: ways.filter { !$0.isBack }, by: \.to)
        for layer in layers.keys.sorted() {
            let row = (layers[layer] ?? []).map { node -> (node: Int, weight: Double) in
                let from = (sources[node] ?? []).map { boxes[$0.from].middle }
                return (node, from.isEmpty ? 0 : from.reduce(0, +) / Double(from.count))
            }
            let sorted = row.sorted { ($0.weight, Double($0.node)) < ($1.weight, Double($1.node)) }.map(\.node)
            var x = 0.0
            for node in sorted {
                boxes[node].x = x
                boxes[node].y = height
                x += boxes[node].width + Self.gap.x
            }
            // Around the middle: the same for each row, so that a chain is a straight line.
            for node in sorted { boxes[node].x -= (x - Self.gap.x) / 2 }
            let bottom = height + (sorted.map { boxes[$0].height }.max() ?? 0)
            rows.append(Row(nodes: sorted, top: height, bottom: bottom))
            height = bottom + Self.gap.y
        }
        height = max(0, height - Self.gap.y)
        let left = boxes.indices.filter { used.contains($0) }.map { boxes[$0].x }.min() ?? 0
        for index in boxes.indices { boxes[index].x -= left }
        width = boxes.indices.filter { used.contains($0) }.map { boxes[$0].x + boxes[$0].width }.max() ?? 0
        routeLongWays()
        // Ways back go round on the right, each on a line of its own.
        width += Double(ways.count(where: \.isBack)) * 16 + (ways.contains(where: \.isBack) ? 64 : 0)
    }

    /// Ways that would pass behind a node go down on its right; those that lead to one node do so together.
    private mutating func routeLongWays() {
        let long = ways.indices.filter { !ways[$0].isBack && isCrossed(ways[$0]) }
        var lanes: [(x: Double, layers: ClosedRange<Int>)] = []
        for (to, group) in Dictionary(grouping: long, by: { ways[$0].to }).sorted(by: { $0.key < $1.key }) {
            let first = group.map { boxes[ways[$0].from].layer + 1 }.min() ?? 0
            let layers = first...max(first, boxes[to].layer - 1)
            let nodes = rows[layers].flatMap(\.nodes)
            var x = (nodes.map { boxes[$0].x + boxes[$0].width }.max() ?? 0) + 14
            while lanes.contains(where: { $0.layers.overlaps(layers) && abs($0.x - x) < 10 }) { x += 10 }
            lanes.append((x, layers))
            for index in group { ways[index].lane = x }
            let label = group.map { ways[$0].label.count }.max() ?? 0
            width = max(width, x + 8 + Double(label) * 7)
        }
    }

    /// Whether the straight way would meet a node of the layers that it skips.
    private func isCrossed(_ way: Way) -> Bool {
        let (from, to) = (boxes[way.from], boxes[way.to])
        let skipped = to.layer - from.layer - 1
        guard skipped > 0 else { return false }
        if skipped > 8 { return true }
        let (begin, end) = (from.y + from.height, to.y)
        let count = 12 * (skipped + 1)
        for step in 1..<count {
            let t = Double(step) / Double(count)
            let rest = 1 - t
            let near = rest * rest * (1 + 2 * t)
            let x = near * from.middle + (1 - near) * to.middle
            var y = rest * rest * rest * begin + t * t * t * end
            y += 1.5 * t * rest * (begin + end)
            for row in rows[from.layer + 1..<to.layer] where y > row.top - 4 && y < row.bottom + 4 {
                let isMet = row.nodes.contains { x > boxes[$0].x - 6 && x < boxes[$0].x + boxes[$0].width + 6 }
                if isMet { return true }
            }
        }
        return false
    }

    /// Where a way with a lane leaves its layer, begins to go down beside the nodes, and ends to.
    func span(of way: Way) -> (start: Double, top: Double, bottom: Double) {
        let (from, to) = (boxes[way.from].layer, boxes[way.to].layer)
        return (rows[from].bottom, rows[from + 1].top - 6, rows[to - 1].bottom + 6)
    }
}
