import KapellCore

extension UnitSource {
    /// Reads source code line by line. A declaration begins with the comment and the attributes right above it.
    mutating func takeCode(in region: ByteSpan) {
        var units: [Unit] = []
        var section = outline.section(at: region.start)
        let outermost = depthOfDeclarations(in: region)
        var start = region.start
        var isAfterBlank = false
        while start < region.end {
            let lineEnd = bytes.lineEnd(start, region.end)
            let text = bytes.trimmed(ByteSpan(start: start, end: lineEnd))
            if text.isEmpty {
                isAfterBlank = true
            } else {
                var line = unit(ByteSpan(start: start, end: text.end), section)
                line.strength = isAfterBlank ? .afterBlankLine : .plain
                units.append(line)
                let before = section
                while section + 1 < outline.sections.count, outline.sections[section + 1].span.start < lineEnd {
                    section += 1
                }
                if section != before { begin(section, outermost, &units) }
                isAfterBlank = false
            }
            start = lineEnd + 1
        }
        for unit in units { add([unit]) }
        finish()
    }

    /// A declaration stands on the last line: the lines that belong to it are the lines of its section.
    private func begin(_ section: Int, _ outermost: Int, _ units: inout [Unit]) {
        var first = units.count - 1
        units[first].section = section
        while first > 0, units[first].strength != .afterBlankLine, belongsToNext(units[first - 1]) {
            first -= 1
            units[first].section = section
        }
        let depth = outline.depth(of: section) - outermost
        units[first].strength = depth <= 0 ? .declaration : depth == 1 ? .nested : .inner
    }

    /// Comments and attributes, as most languages write them.
    private func belongsToNext(_ unit: Unit) -> Bool {
        let text = bytes.trimmed(unit.span)
        let marks: [StaticString] = ["//", "#", "--", "/*", "*", "@", ";", "%"]
        return unit.strength < .inner && marks.contains { bytes.starts($0, at: text.start, before: text.end) }
    }

    private func depthOfDeclarations(in region: ByteSpan) -> Int {
        var least = Int.max
        var section = outline.section(at: region.start)
        while section < outline.sections.count, outline.sections[section].span.start < region.end {
            if outline.sections[section].span.start >= region.start, outline.sections[section].heading != nil {
                least = min(least, outline.depth(of: section))
            }
            section += 1
        }
        return least
    }
}
