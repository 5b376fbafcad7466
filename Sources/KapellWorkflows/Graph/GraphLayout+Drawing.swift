extension GraphLayout {
    func draw(x: Double, y: Double, _ lights: [String: NodeLight], _ text: inout String) {
        var lane = max(boxes.map { $0.x + $0.width }.max() ?? 0, ways.compactMap(\.lane).max() ?? 0)
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
                text += "M\(side.svg) \(begin.svg) C\(right.svg) \(begin.svg) "
                text += "\(right.svg) \(end.svg) "
                text += "\((x + to.x + to.width).svg) \(end.svg)\"/>\n"
                label = (x: right - 8, y: (begin + end) / 2)
            } else if let lane = way.lane {
                let span = span(of: way)
                let (start, top, bottom) = (y + span.start, y + span.top, y + span.bottom)
                let (laneX, above, below) = (x + lane, (start + top) / 2, (bottom + toY) / 2)
                text += "M\(fromX.svg) \(fromY.svg) V\(start.svg) "
                text += "C\(fromX.svg) \(above.svg) "
                text += "\(laneX.svg) \(above.svg) "
                text += "\(laneX.svg) \(top.svg) V\(bottom.svg) "
                text += "C\(laneX.svg) \(below.svg) "
                text += "\(toX.svg) \(below.svg) "
                text += "\(toX.svg) \((toY - 1).svg)\"/>\n"
                label = (x: laneX + 5, y: (top + bottom) / 2)
            } else {
                let middle = (fromY + toY) / 2
                text += "M\(fromX.svg) \(fromY.svg) C\(fromX.svg) \(middle.svg) "
                text += "\(toX.svg) \(middle.svg) \(toX.svg) \((toY - 1).svg)\"/>\n"
            }
            if !way.label.isEmpty {
                text += "<text class=\"label\" x=\"\(label.x.svg)\" y=\"\(label.y.svg)\">"
                text += "\(way.label)</text>\n"
            }
        }
        let used = Set(ways.flatMap { [$0.from, $0.to] })
        for (index, box) in boxes.enumerated() where used.contains(index) {
            draw(box, x: x + box.x, y: y + box.y, lights, &text)
        }
    }

    private func draw(_ box: Box, x: Double, y: Double, _ lights: [String: NodeLight], _ text: inout String) {
        if box.name == Self.begin || box.name == Workflow.end {
            let centre = "cx=\"\((x + 7).svg)\" cy=\"\((y + 7).svg)\""
            text += "<g class=\"node\"><circle \(centre) r=\"6\"/>"
            if box.name == Workflow.end { text += "<circle \(centre) r=\"2.5\"/>" }
            text += "</g>\n"
            return
        }
        let name = path + box.name
        let light = lights[name].map { " \($0.rawValue)" } ?? ""
        text += "<g class=\"node\(box.inner == nil ? "" : " inner")\(light)\" data-node=\"\(name.svg)\">"
        text += "<title>\(name.svg)\(light.isEmpty ? "" : ":\(light)")</title>"
        text += "<rect x=\"\(x.svg)\" y=\"\(y.svg)\" "
        text += "width=\"\(box.width.svg)\" height=\"\(box.height.svg)\" rx=\"6\"/>"
        let line = box.inner == nil ? y + box.height / 2 + 4.5 : y + 20
        text += "<text x=\"\((x + box.width / 2).svg)\" y=\"\(line.svg)\">\(box.name.svg)</text>"
        if let inner = box.inner {
            inner.draw(x: x + (box.width - inner.width) / 2, y: y + 32, lights, &text)
        }
        text += "</g>\n"
    }
}
