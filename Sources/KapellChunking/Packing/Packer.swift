import KapellCore

/// Fills passages with units, in order.
///
/// Every passage takes something that the one before does not have, so it ends. Units that the passage before has, too,
/// stand first: the last ones of it that fit the overlap.
struct Packer {
    let measure: Measure
    let splitter: Splitter
    let blocks: [Block]
    var context: ContextWriter
    private let options: ChunkingOptions

    private(set) var drafts: [Draft] = []
    /// How many passages could not be cut to the model's window.
    private(set) var overlong = 0

    /// What the next passage holds so far; the first `repeated` are those of the one before.
    private var open: [Unit] = []
    private var repeated = 0
    private var repeatedSize = 0
    private var cost = Cost()
    /// Sentences, tables and blocks that are not repeated.
    private var items = 0

    init(_ measure: Measure, _ outline: Outline, _ blocks: [Block], _ options: ChunkingOptions) {
        self.measure = measure
        self.blocks = blocks
        self.options = options
        splitter = Splitter(measure)
        context = ContextWriter(outline, measure)
    }

    /// So many passages of one document are made at the most.
    static let most = 1_000_000

    var isFull: Bool { drafts.count > Self.most }

    /// Adds units that stay together where they fit one passage.
    mutating func add(_ item: [Unit]) {
        guard let first = item.first, !isFull, !Task.isCancelled else { return }
        let whole = item.reduce(Cost()) { $0 + $1.cost }
        let room = room(for: first)
        if whole.fits(room) {
            // What was added whole is not cut for what comes behind it.
            put([first] + item.dropFirst().map(\.plain), whole)
        } else if item.count > 1 {
            closeAll()
            for unit in item { add([unit]) }
        } else {
            for piece in splitter.pieces(of: first.span, limit: room) {
                var unit = first
                unit.span = piece
                unit.cost = measure.cost(of: piece)
                put([unit], unit.cost)
            }
        }
    }

    /// Ends the passage; the next one repeats nothing.
    mutating func endRun() {
        closeAll()
        open = []
        repeated = 0
        repeatedSize = 0
        cost = Cost()
    }

    // MARK: Filling

    /// What a unit may cost, so that it fits a passage behind whatever is repeated there.
    private mutating func room(for unit: Unit) -> Cost {
        var room = measure.limit
        room.size -= options.overlapTokens
        guard room.read < .max else { return room }
        room.read -= context.context(section: unit.section, header: header(of: unit)).read
        room.read = max(1, room.read - overlapRead)
        return room
    }

    /// What is kept free of the model's window for what is repeated: an estimate may be wrong by half.
    private var overlapRead: Int { min(measure.limit.read / 4, options.overlapTokens * 2) }

    private func header(of unit: Unit) -> ByteSpan? {
        unit.line.flatMap { blocks[$0.block].header(above: $0.index) }
    }

    private mutating func put(_ item: [Unit], _ cost: Cost) {
        guard let first = item.first else { return }
        while open.count > repeated {
            if !fits(cost, first) {
                close(at: bestCut(before: first))
            } else if isDone(before: first) {
                close(at: open.count)
            } else {
                break
            }
        }
        open += item
        self.cost += cost
        items += 1
    }

    private mutating func fits(_ cost: Cost, _ unit: Unit) -> Bool {
        guard (self.cost + cost).size <= measure.limit.size else { return false }
        guard measure.limit.read < .max else { return true }
        let opening = open.count > repeated ? open[repeated].section : unit.section
        let context = context.context(section: opening, header: header(of: open.first ?? unit))
        return self.cost.read + cost.read + context.read <= measure.limit.read
    }

    /// Whether a passage that has room left closes all the same: what comes now begins something new.
    private func isDone(before unit: Unit) -> Bool {
        switch options.by {
        case .tokens: return false
        case .sentence: return items >= options.sentences ?? .max
        case .structure, .code:
            let half = (measure.limit.size - options.overlapTokens) / 2
            guard cost.size - repeatedSize >= half, let last = open.last else { return false }
            if unit.strength == .declaration { return true }
            return unit.strength == .plain && unit.line == nil
                && measure.bytes[last.span.end..<unit.span.start].count { $0 == UInt8(ascii: "\n") } > 1
        }
    }

    /// Before which unit a full passage ends: where the strongest of what it holds begins, and late rather than early.
    private func bestCut(before unit: Unit) -> Int {
        let isBehindBlock = unit.line?.block != open.last?.line?.block
        var best = (place: open.count, strength: isBehindBlock ? max(unit.strength, .inner) : unit.strength)
        var size = cost.size
        var index = open.count - 1
        while index > repeated {
            size -= open[index].cost.size
            let strength = open[index].strength
            // A blank line is not worth a passage of a few lines.
            if strength > best.strength, strength > .afterBlankLine || size * 3 >= measure.limit.size {
                best = (index, strength)
            }
            index -= 1
        }
        return best.place
    }

    // MARK: Closing

    private mutating func closeAll() {
        while open.count > repeated { close(at: open.count) }
    }

    /// Writes the passage before the unit at `end`, and begins the next one with what is repeated and what is left.
    private mutating func close(at end: Int) {
        var end = end
        while true {
            let span = ByteSpan(start: open[0].span.start, end: open[end - 1].span.end)
            let opening = open[repeated].section
            let section = context.outline.common(opening, open[end - 1].section)
            let header = header(of: open[0])
            let text = context.context(section: section, header: header).text
            if measure.holds(span, context: text) || !shorten(&end) {
                drafts.append(
                    Draft(
                        span: span, fresh: open[repeated].span.start, section: section, opening: opening,
                        context: text, tableHeader: header.map(context.headerText) ?? "",
                        size: TokenEstimate.tokens(measure.bytes[span.start..<span.end])))
                break
            }
        }
        let left = open[end...]
        let tail = suffix(end)
        open = tail + left
        repeated = tail.count
        repeatedSize = tail.reduce(0) { $0 + $1.cost.size }
        cost = open.reduce(Cost()) { $0 + $1.cost }
        items = left.count
    }

    /// Takes something out of a passage that is longer as a whole than its parts were; `false` where nothing can be.
    private mutating func shorten(_ end: inout Int) -> Bool {
        if end - repeated > 1 {
            end -= max(1, (end - repeated) / 8)
        } else if let halves = splitter.halves(of: open[repeated].span) {
            var second = open[repeated]
            open[repeated].span = halves.0
            open[repeated].cost = measure.cost(of: halves.0)
            second.span = halves.1
            second.cost = measure.cost(of: halves.1)
            second.strength = .plain
            open.insert(second, at: repeated + 1)
        } else if repeated > 0 {
            open.removeFirst(repeated)
            end -= repeated
            repeated = 0
        } else {
            overlong += 1
            return false
        }
        return true
    }

    /// The last units of a passage that the next one repeats.
    private func suffix(_ end: Int) -> [Unit] {
        let most = options.overlapTokens
        guard most > 0 else { return [] }
        let room = Cost(size: most, read: measure.limit.read == .max ? .max : overlapRead)
        var start = end
        var sum = Cost()
        // A passage is never repeated as a whole, or the next one would say the same twice.
        while start > 1, end - start < options.overlap.sentences ?? .max, (sum + open[start - 1].cost).fits(room) {
            start -= 1
            sum += open[start].cost
        }
        return Array(open[start..<end])
    }
}
