import KapellCore

extension ProgramBuilder {
    /// How the texts of a language are written.
    enum Writing {
        /// As they are.
        case plain
        /// Within the quotation marks of a JSON string, with the one that ends it. Only what must be escaped is, in one
        /// way.
        case string
        /// The same, as a key of an object, of a class of keys.
        case key(Int32)
    }

    /// The texts of a language. It is not empty.
    mutating func language(
        _ language: RegularLanguage, _ writing: Writing, then next: Int32
    ) throws(KapellError) -> Int32 {
        states += language.stateCount
        guard states <= options.limits.states else {
            throw KapellError(
                .unsupported,
                "The patterns, formats and numbers of the grammar need more than "
                    + "\(options.limits.states) states.",
                remedy: "Make the expressions and lengths smaller.")
        }
        var nodes: [Int32] = []
        for _ in 0..<language.stateCount { nodes.append(try reserve()) }
        let intervals = language.partition.intervals
        let width = language.partition.classCount
        for state in 0..<language.stateCount {
            var ranges: [(ClosedRange<UInt32>, Int32)] = []
            for (range, number) in intervals {
                let target = language.table[state * width + number]
                guard target >= 0 else { continue }
                let node = nodes[Int(target)]
                if let last = ranges.last, last.1 == node, last.0.upperBound + 1 == range.lowerBound {
                    ranges[ranges.count - 1].0 = last.0.lowerBound...range.upperBound
                } else {
                    ranges.append((range, node))
                }
            }
            let node = try fill(nodes[state], ranges, accepts: language.accepts[state], writing, next: next)
            if isFree(ranges, nodes[state]) { program.freeText[node] = -1 }
        }
        if case .key(let keyClass) = writing { note(language, nodes, keyClass) }
        return nodes[0]
    }

    /// Fills a node, and returns the one that takes the bytes.
    private mutating func fill(
        _ node: Int32, _ ranges: [(ClosedRange<UInt32>, Int32)], accepts: Bool, _ writing: Writing, next: Int32
    ) throws(KapellError) -> Int32 {
        switch writing {
        case .plain:
            let edges = try scalars(ranges)
            guard accepts else {
                fill(node, bytes: edges)
                return node
            }
            let inner = edges.isEmpty ? next : try bytes(edges)
            fill(node, split: edges.isEmpty ? [next] : [inner, next])
            return inner
        case .string, .key:
            var edges = try stringEdges(ranges)
            if accepts { edges.append(GrammarEdge(low: Self.quote, high: Self.quote, target: next)) }
            fill(node, bytes: edges)
            return node
        }
    }

    /// Whether plain text leads from a node back to it.
    private func isFree(_ ranges: [(ClosedRange<UInt32>, Int32)], _ node: Int32) -> Bool {
        let own = ranges.filter { $0.1 == node }.map(\.0)
        let wanted: [ClosedRange<UInt32>] = [0x20...0x21, 0x23...0x5B, 0x5D...0xD7FF, 0xE000...0x10FFFF]
        return wanted.allSatisfy { want in
            own.contains { $0.lowerBound <= want.lowerBound && want.upperBound <= $0.upperBound }
        }
    }

    /// Scalars within a JSON string: control characters, the quotation mark and the backslash as escapes (RFC 8259,
    /// section 7), everything else as it is.
    private mutating func stringEdges(
        _ ranges: [(ClosedRange<UInt32>, Int32)]
    ) throws(KapellError) -> [GrammarEdge] {
        var plain: [(ClosedRange<UInt32>, Int32)] = []
        var escapes: [GrammarEdge] = []
        var codes: [[GrammarEdge]] = [[], []]
        for (range, target) in ranges {
            for special in Self.specials where range.contains(special.scalar) {
                if let letter = special.letter {
                    escapes.append(GrammarEdge(low: letter, high: letter, target: target))
                } else {
                    let digit = UInt8(truncatingIfNeeded: special.scalar & 15)
                    let byte = digit < 10 ? 0x30 + digit : 0x57 + digit
                    codes[Int(special.scalar >> 4)].append(GrammarEdge(low: byte, high: byte, target: target))
                }
            }
            for part: ClosedRange<UInt32> in [0x20...0x21, 0x23...0x5B, 0x5D...0x10FFFF] where part.overlaps(range) {
                plain.append((range.clamped(to: part), target))
            }
        }
        var edges = try scalars(plain)
        var high: [GrammarEdge] = []
        for (digit, last) in codes.enumerated() where !last.isEmpty {
            let byte = 0x30 + UInt8(digit)
            high.append(GrammarEdge(low: byte, high: byte, target: try bytes(last)))
        }
        if !high.isEmpty {
            let code = try literal("00".utf8, then: try bytes(high))
            escapes.append(GrammarEdge(low: UInt8(ascii: "u"), high: UInt8(ascii: "u"), target: code))
        }
        if !escapes.isEmpty {
            edges.append(GrammarEdge(low: Self.backslash, high: Self.backslash, target: try bytes(escapes)))
        }
        return edges
    }

    /// What must be escaped, with the letter of its short form where it has one.
    private static let specials: [(scalar: UInt32, letter: UInt8?)] = {
        let short: [UInt32: UInt8] = [
            0x08: UInt8(ascii: "b"), 0x09: UInt8(ascii: "t"), 0x0A: UInt8(ascii: "n"), 0x0C: UInt8(ascii: "f"),
            0x0D: UInt8(ascii: "r"), 0x22: quote, 0x5C: backslash,
        ]
        return (Array(UInt32(0)..<0x20) + [0x22, 0x5C]).map { ($0, short[$0]) }
    }()

    // MARK: Keys

    /// Writes down at which nodes the rest of a key is one of finitely many, also at those between the bytes of a scalar.
    private mutating func note(_ language: RegularLanguage, _ nodes: [Int32], _ keyClass: Int32) {
        program.hasKeys = true
        var sizes: [Int32: Int64?] = [:]
        for (state, size) in language.sizes().enumerated() {
            sizes[nodes[state]] = .some(size.map { Int64($0) })
        }
        for node in nodes { _ = size(of: node, &sizes) }
        for (node, size) in sizes {
            if let size { program.remaining[node] = .init(count: Int32(clamping: size), keyClass: keyClass) }
        }
    }

    /// Goes at most from one scalar to the next: those after it are known.
    private func size(of node: Int32, _ sizes: inout [Int32: Int64?]) -> Int64? {
        guard case .bytes(let first, let count) = program.nodes[Int(node)] else { return 1 }
        let isKnown = sizes[node] != nil
        var total: Int64? = 0
        for edge in program.edges[Int(first)..<Int(first + count)] {
            let size = sizes[edge.target] ?? self.size(of: edge.target, &sizes)
            guard let sum = total, let size else {
                total = nil
                continue
            }
            total = min(sum + size * Int64(edge.high - edge.low + 1), Int64(Int32.max))
        }
        if !isKnown { sizes[node] = .some(total) }
        return total
    }
}
