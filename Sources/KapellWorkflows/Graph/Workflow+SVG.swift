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
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width.svg) \(height.svg)\" "
        text += "width=\"\(width.svg)\" height=\"\(height.svg)\" role=\"img\" "
        text += "aria-label=\"The workflow \(name.svg)\">\n"
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
