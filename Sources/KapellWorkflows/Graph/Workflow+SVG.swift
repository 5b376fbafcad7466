/// How a node of a drawn graph stands in a run.
public enum NodeLight: String, Sendable, Hashable, CaseIterable {
    case running
    case done
    case waiting
    case failed
}

/// The colours of a drawn graph.
public enum GraphTheme: String, Sendable, Hashable, CaseIterable {
    /// As the reader's system has it.
    case automatic
    case light
    case dark
}

extension Workflow {
    /// The graph as a drawing, from top to bottom, workflows inside of nodes too.
    ///
    /// Each node is a `g` element of the class `node`, with the name of its light as a second class, and
    /// `data-node` with its name; of a node inside, with those around it, divided by `/`.
    ///
    /// - Parameter lights: nodes to show as running, done, waiting or failed, by these names.
    public func svg(lights: [String: NodeLight] = [:], theme: GraphTheme = .automatic) -> String {
        let layout = GraphLayout(self, path: "")
        let (width, height) = (layout.width + 2 * GraphLayout.margin, layout.height + 2 * GraphLayout.margin)
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(width)) \(n(height))\" "
        text +=
            "width=\"\(n(width))\" height=\"\(n(height))\" role=\"img\" aria-label=\"The workflow \(escaped(name))\">\n"
        text += "<style>\(GraphStyle.css(theme))</style>\n"
        text +=
            "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
        text += "orient=\"auto-start-reverse\"><path class=\"tip\" d=\"M0 0.5 8 4 0 7.5z\"/></marker></defs>\n"
        layout.draw(x: GraphLayout.margin, y: GraphLayout.margin, lights, &text)
        return text + "</svg>\n"
    }
}

private enum GraphStyle {
    private static let light =
        "--ink:#1f2328;--paper:#ffffff;--line:#6b7280;--run:#1d5fbf;--done:#2f7d4f;--wait:#a15c00;--fail:#b3261e;"
    private static let dark =
        "--ink:#e6e6e6;--paper:#1b1d20;--line:#8b929c;--run:#7fb2ff;--done:#7bc796;--wait:#e5ad5c;--fail:#ff8a80;"

    static func css(_ theme: GraphTheme) -> String {
        var css = "svg{\(theme == .dark ? dark : light)}"
        if theme == .automatic { css += "@media (prefers-color-scheme:dark){svg{\(dark)}}" }
        css += ".node rect,.node circle{fill:var(--paper);stroke:var(--line);stroke-width:1.2}"
        css += ".node text{fill:var(--ink);font:13px system-ui,sans-serif;text-anchor:middle}"
        css += ".inner>rect{fill:none;stroke-dasharray:5 3}"
        css += ".way{fill:none;stroke:var(--line);stroke-width:1.2}.tip{fill:var(--line)}"
        css +=
            ".branch{stroke-dasharray:4 3}.each{stroke-width:2.6}.label{fill:var(--line);font:11px system-ui,sans-serif}"
        for (light, colour) in [("running", "run"), ("done", "done"), ("waiting", "wait"), ("failed", "fail")] {
            css += ".node.\(light)>rect{stroke:var(--\(colour));stroke-width:2.4}"
            css += ".node.\(light)>text{fill:var(--\(colour))}"
        }
        css +=
            "@media (prefers-reduced-motion:no-preference){.node.running>rect{animation:pulse 1.2s infinite alternate}}"
        return css + "@keyframes pulse{to{stroke-opacity:.35}}"
    }
}

private func n(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return Int(exactly: rounded).map(String.init) ?? String(rounded)
}

private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar)
        }
    }
    return result
}

/// Where each node of a graph lies.
private struct GraphLayout {
    static let margin = 16.0
    private static let gap = (x: 26.0, y: 46.0)
    private static let begin = "\u{0}begin"

    private struct Box {
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

    private struct Way {
        var from: Int
        var to: Int
        var kind: String
        var label: String
        var isBack = false
    }

    let path: String
    private(set) var width = 0.0
    private(set) var height = 0.0
    private var boxes: [Box] = []
    private var ways: [Way] = []

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
        var rows: [[Int]] = []
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
            height += (sorted.map { boxes[$0].height }.max() ?? 0) + Self.gap.y
            rows.append(sorted)
        }
        height = max(0, height - Self.gap.y)
        let left = boxes.indices.filter { used.contains($0) }.map { boxes[$0].x }.min() ?? 0
        for index in boxes.indices { boxes[index].x -= left }
        width = boxes.indices.filter { used.contains($0) }.map { boxes[$0].x + boxes[$0].width }.max() ?? 0
        // Ways back go round on the right, each on a line of its own.
        width += Double(ways.count(where: \.isBack)) * 16 + (ways.contains(where: \.isBack) ? 64 : 0)
    }

    func draw(x: Double, y: Double, _ lights: [String: NodeLight], _ text: inout String) {
        var lane = boxes.map { $0.x + $0.width }.max() ?? 0
        for way in ways {
            let (from, to) = (boxes[way.from], boxes[way.to])
            let (fromX, fromY) = (x + from.middle, y + from.y + from.height)
            let (toX, toY) = (x + to.middle, y + to.y)
            var label = (x: (fromX + toX) / 2 + 5, y: (fromY + toY) / 2)
            text += "<path class=\"way \(way.kind)\" marker-end=\"url(#tip)\" d=\""
            if way.isBack {
                lane += 16
                let (side, right) = (x + from.x + from.width, x + lane)
                let (begin, end) = (y + from.y + from.height / 2, y + to.y + to.height / 2)
                text += "M\(n(side)) \(n(begin)) C\(n(right)) \(n(begin)) \(n(right)) \(n(end)) "
                text += "\(n(x + to.x + to.width)) \(n(end))\"/>\n"
                label = (x: right - 8, y: (begin + end) / 2)
            } else {
                let middle = (fromY + toY) / 2
                text +=
                    "M\(n(fromX)) \(n(fromY)) C\(n(fromX)) \(n(middle)) \(n(toX)) \(n(middle)) \(n(toX)) \(n(toY - 1))\"/>\n"
            }
            if !way.label.isEmpty {
                text += "<text class=\"label\" x=\"\(n(label.x))\" y=\"\(n(label.y))\">\(way.label)</text>\n"
            }
        }
        let used = Set(ways.flatMap { [$0.from, $0.to] })
        for (index, box) in boxes.enumerated() where used.contains(index) {
            draw(box, x: x + box.x, y: y + box.y, lights, &text)
        }
    }

    private func draw(_ box: Box, x: Double, y: Double, _ lights: [String: NodeLight], _ text: inout String) {
        if box.name == Self.begin || box.name == Workflow.end {
            text += "<g class=\"node\"><circle cx=\"\(n(x + 7))\" cy=\"\(n(y + 7))\" r=\"6\"/>"
            if box.name == Workflow.end { text += "<circle cx=\"\(n(x + 7))\" cy=\"\(n(y + 7))\" r=\"2.5\"/>" }
            text += "</g>\n"
            return
        }
        let name = path + box.name
        let light = lights[name].map { " \($0.rawValue)" } ?? ""
        text += "<g class=\"node\(box.inner == nil ? "" : " inner")\(light)\" data-node=\"\(escaped(name))\">"
        text += "<title>\(escaped(name))\(light.isEmpty ? "" : ":\(light)")</title>"
        text += "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(box.width))\" height=\"\(n(box.height))\" rx=\"6\"/>"
        let line = box.inner == nil ? y + box.height / 2 + 4.5 : y + 20
        text += "<text x=\"\(n(x + box.width / 2))\" y=\"\(n(line))\">\(escaped(box.name))</text>"
        if let inner = box.inner {
            inner.draw(x: x + (box.width - inner.width) / 2, y: y + 32, lights, &text)
        }
        text += "</g>\n"
    }
}
