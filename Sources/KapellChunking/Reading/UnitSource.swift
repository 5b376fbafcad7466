import KapellCore
import KapellText

/// Reads sections as units and hands them to the packer.
struct UnitSource {
    let outline: Outline
    let options: ChunkingOptions
    var packer: Packer
    /// Headings that wait for text below them: none stands alone at the end of a passage.
    private var heads: Unit?
    /// The next block that is not read yet.
    private var nextBlock = 0

    private let sentences: Sentences
    var bytes: [UInt8] { packer.measure.bytes }

    init(_ outline: Outline, _ packer: Packer, _ options: ChunkingOptions) {
        self.outline = outline
        self.packer = packer
        self.options = options
        sentences = Sentences(bytes: packer.measure.bytes)
    }

    /// Reads what a section has within a region.
    mutating func take(_ section: Int, in region: ByteSpan) {
        let bounds = outline.sections[section]
        let span = ByteSpan(start: max(bounds.span.start, region.start), end: min(bounds.span.end, region.end))
        guard !span.isEmpty else { return }
        var start = span.start
        if bounds.headingEnd > start {
            start = min(bounds.headingEnd, span.end)
            let head = unit(ByteSpan(start: span.start, end: start), section)
            heads = heads.map { joined($0, head) } ?? head
        }
        guard !bytes.isBlank(start, span.end) else { return limitHeads() }
        read(ByteSpan(start: start, end: span.end), section)
        if options.by == .structure { packer.endRun() }
    }

    /// Writes headings that nothing follows.
    mutating func finish() {
        if let head = heads {
            heads = nil
            packer.add([head])
        }
        packer.endRun()
    }

    /// Adds units behind the headings that wait.
    mutating func add(_ item: [Unit]) {
        guard var first = item.first else { return }
        if let head = heads {
            first = joined(head, first)
            heads = nil
        }
        packer.add([first] + item.dropFirst())
    }

    /// A long run of headings, a table of contents say, becomes passages of its own.
    private mutating func limitHeads() {
        guard let head = heads, head.cost.size * 2 > packer.measure.limit.size else { return }
        heads = nil
        packer.add([head])
        if options.by == .structure { packer.endRun() }
    }

    func unit(_ span: ByteSpan, _ section: Int, _ line: (block: Int, index: Int)? = nil) -> Unit {
        Unit(span: span, cost: packer.measure.cost(of: span), section: section, line: line)
    }

    /// A sentence is not cut for the sake of its heading: together they may be longer than a passage, but not than what
    /// the model reads.
    private func joined(_ head: Unit, _ unit: Unit) -> Unit {
        var joined = unit
        joined.span.start = head.span.start
        joined.cost += head.cost
        let room = packer.measure.limit.size - options.overlapTokens
        if options.by != .tokens, unit.cost.size <= room { joined.cost.size = min(joined.cost.size, room) }
        return joined
    }

    // MARK: The text of a section

    private mutating func read(_ span: ByteSpan, _ section: Int) {
        var start = span.start
        while nextBlock < packer.blocks.count, packer.blocks[nextBlock].span.start < span.end {
            let number = nextBlock
            let block = packer.blocks[number]
            nextBlock += 1
            // A block that a heading parts is no block.
            guard block.span.start >= start, block.span.end <= span.end else { continue }
            readText(ByteSpan(start: start, end: block.span.start), section, before: number)
            start = block.span.end
        }
        readText(ByteSpan(start: start, end: span.end), section, before: nil)
    }

    private mutating func readText(_ span: ByteSpan, _ section: Int, before number: Int?) {
        if options.by == .tokens {
            addWords(span, section)
            guard let number else { return }
            for (index, line) in packer.blocks[number].lines.enumerated() { addWords(line, section, (number, index)) }
            return
        }
        var units = readSentences(span, section)
        guard let number else { return units.forEach { add([$0]) } }
        let block = packer.blocks[number]
        var lines = block.lines.enumerated().map { unit($1, section, (number, $0)) }
        if block.kind == .code {
            for index in lines.indices.dropFirst() {
                let gap = bytes[lines[index - 1].span.end..<lines[index].span.start]
                if gap.count(where: { $0 == UInt8(ascii: "\n") }) > 1 { lines[index].strength = .afterBlankLine }
            }
        }
        let size = lines.reduce(0) { $0 + $1.cost.size }
        // What stands right above a table says what it is.
        if let caption = units.last, caption.cost.size <= Self.captionTokens, announces(caption.span, from: span.start),
            size + caption.cost.size <= packer.measure.limit.size - options.overlapTokens
        {
            units.removeLast()
            lines.insert(caption, at: 0)
        }
        units.forEach { add([$0]) }
        add(lines)
    }

    private static let captionTokens = 24

    private func readSentences(_ span: ByteSpan, _ section: Int) -> [Unit] {
        var units: [Unit] = []
        var marker: ByteSpan?
        // Of a document whose reading was cancelled nothing is kept.
        for sentence in sentences.spans(in: span) where !Task.isCancelled {
            let start = marker?.start ?? sentence.start
            if marker == nil, ListMarker.isMarker(bytes[sentence.start..<sentence.end]) || isTitle(sentence, span) {
                marker = sentence
                continue
            }
            marker = nil
            units.append(unit(ByteSpan(start: start, end: sentence.end), section))
        }
        if let marker { units.append(unit(marker, section)) }
        return units
    }

    /// A paragraph of its own, or the end of one that leads to what follows.
    private func announces(_ span: ByteSpan, from start: Int) -> Bool {
        bytes[span.end - 1] == UInt8(ascii: ":") || isAlone(before: span.start, from: start)
    }

    /// `2. Waiver.` between two blank lines, where the outline has no heading.
    private func isTitle(_ sentence: ByteSpan, _ text: ByteSpan) -> Bool {
        guard sentence.count <= Self.titleBytes, bytes[sentence.start].isDigit else { return false }
        let rest = bytes[sentence.end..<min(text.end, sentence.end + 8)].prefix(while: \.isSpace)
        return rest.count { $0 == UInt8(ascii: "\n") } > 1 && isAlone(before: sentence.start, from: text.start)
    }

    private static let titleBytes = 40

    /// Whether a blank line, or nothing, stands in front.
    private func isAlone(before offset: Int, from start: Int) -> Bool {
        var index = offset
        var lines = 0
        while index > start, bytes[index - 1].isSpace, lines < 2 {
            index -= 1
            if bytes[index] == UInt8(ascii: "\n") { lines += 1 }
        }
        return lines > 1 || index == start
    }

    private mutating func addWords(_ span: ByteSpan, _ section: Int, _ line: (block: Int, index: Int)? = nil) {
        var start = span.start
        while start < span.end {
            if bytes[start].isSpace {
                start += 1
                continue
            }
            let end = bytes[start..<span.end].firstIndex(where: \.isSpace) ?? span.end
            add([unit(ByteSpan(start: start, end: end), section, line)])
            start = end
        }
    }
}
