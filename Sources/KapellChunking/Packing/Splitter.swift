import KapellCore

/// Parts what is too long for a passage, at white space where there is some.
struct Splitter {
    let measure: Measure
    private var bytes: [UInt8] { measure.bytes }

    init(_ measure: Measure) { self.measure = measure }

    /// The parts of a span, each within the limit unless it is a single character, with nothing but white space between.
    func pieces(of span: ByteSpan, limit: Cost) -> [ByteSpan] {
        var pieces: [ByteSpan] = []
        var start = span.start
        while start < span.end {
            let end = end(from: start, span.end, limit)
            let piece = bytes.trimmed(ByteSpan(start: start, end: end))
            if !piece.isEmpty { pieces.append(piece) }
            start = end
        }
        return pieces
    }

    /// Two halves; `nil` for what cannot be parted.
    func halves(of span: ByteSpan) -> (ByteSpan, ByteSpan)? {
        guard span.count > 1 else { return nil }
        var middle = cut(span.start + 1, span.start + span.count / 2, span.start)
        if middle <= span.start {
            middle = span.start + 1
            while !bytes.isBoundary(middle) { middle += 1 }
        }
        let first = bytes.trimmed(ByteSpan(start: span.start, end: middle))
        let second = bytes.trimmed(ByteSpan(start: middle, end: span.end))
        return first.isEmpty || second.isEmpty ? nil : (first, second)
    }

    private func end(from start: Int, _ limit: Int, _ cost: Cost) -> Int {
        // A token has four letters and more, so that a run without any space is not taken for one word.
        var end = min(limit, start + max(4, min(cost.size, cost.read) * 4))
        var running = TokenEstimate.Running()
        for index in start..<end {
            running.add(bytes[index])
            if running.count > cost.size {
                end = index
                break
            }
        }
        if end < limit { end = cut(start + (end - start) / 2, end, start) }
        guard measure.counter != nil else { return max(end, next(start)) }
        while end > start {
            let found = measure.cost(of: ByteSpan(start: start, end: end))
            if found.fits(cost) { return end }
            // Shorter in proportion, and a little more.
            let share = min(
                Double(cost.size) / Double(max(1, found.size)), Double(cost.read) / Double(max(1, found.read)))
            let target = start + min(Int(Double(end - start) * share * 0.9), end - start - 1)
            end = target <= start ? start : cut(start + (target - start) / 2, target, start)
        }
        return next(start)
    }

    /// The last wide gap between the two, as it stands between cells, or else the last white space, or else the last
    /// character that ends there.
    private func cut(_ lowest: Int, _ highest: Int, _ start: Int) -> Int {
        var cut = highest
        while cut > lowest, !bytes[cut].isSpace || !bytes[cut - 1].isSpace { cut -= 1 }
        guard cut <= lowest else { return cut }
        cut = highest
        while cut > lowest, !bytes[cut].isSpace { cut -= 1 }
        guard cut <= lowest else { return cut }
        cut = highest
        while cut > start, !bytes.isBoundary(cut) { cut -= 1 }
        return cut
    }

    /// Behind the character that begins here.
    private func next(_ start: Int) -> Int {
        var end = start + 1
        while !bytes.isBoundary(end) { end += 1 }
        return end
    }
}
