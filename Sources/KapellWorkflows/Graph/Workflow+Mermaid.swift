extension Workflow {
    /// The graph in Mermaid's language, as a flowchart from top to bottom.
    ///
    /// - Parameter running: nodes to show as running, by name.
    public func mermaid(running: Set<String> = []) -> String {
        var lines = ["flowchart TD"]
        draw(prefix: "", indent: "    ", running, &lines)
        if !running.isEmpty { lines.append("    classDef running stroke-width:3px") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func draw(prefix: String, indent: String, _ running: Set<String>, _ lines: inout [String]) {
        func id(_ name: String) -> String {
            if name == Workflow.end { return "\(prefix)stop" }
            return "\(prefix)n\(places[name] ?? 0)"
        }
        var ends = false
        var ways: [String] = []
        func way(_ from: String, _ arrow: String, _ to: String) {
            if to == Workflow.end { ends = true }
            ways.append("\(indent)\(from) \(arrow) \(id(to))")
        }
        for start in starts { way("\(prefix)start", "-->", start) }
        for (place, node) in nodes.enumerated() {
            let from = id(node.name)
            if let inner = node.workflow {
                lines.append("\(indent)subgraph \(from) [\"\(node.name)\"]")
                inner.draw(prefix: "\(from)_", indent: indent + "    ", running, &lines)
                lines.append("\(indent)end")
            } else {
                lines.append("\(indent)\(from)[\"\(node.name)\"]")
            }
            if running.contains(node.name) { ways.append("\(indent)class \(from) running") }
            if exits[place].isEmpty { way(from, "-->", Workflow.end) }
            for exit in exits[place] {
                switch exit {
                case .edge(let to): for target in to { way(from, "-->", target) }
                case .branch(let to, _): for target in to { way(from, "-.->", target) }
                case .loop(_, let back, let limit, let then, _):
                    way(from, "-. \"at most \(limit)\" .->", back)
                    for target in then { way(from, "-->", target) }
                case .fanOut(let to, _): way(from, "== each ==>", to)
                case .join(let number): way(from, "-- join -->", joints[number].to)
                }
            }
        }
        lines.append("\(indent)\(prefix)start((\"start\"))")
        if ends { lines.append("\(indent)\(prefix)stop((\"end\"))") }
        lines += ways
    }
}
