import KapellCore

extension ProgramBuilder {
    /// What stands within the quotation marks of a JSON string, any text of a bounded length in scalars, with the
    /// quotation mark that ends it. All escapes of JSON are allowed; two escaped surrogates count as the one scalar that
    /// they are.
    mutating func anyString(_ least: Int32, _ most: Int32?, then next: Int32) throws(KapellError) -> Int32 {
        let quote = GrammarEdge(low: Self.quote, high: Self.quote, target: next)
        let head = try reserve()
        guard least > 0 || most != nil else {
            fill(head, bytes: try anyScalar(then: head) + [quote])
            program.freeText[head] = -1
            return head
        }
        let counted = try node(.increment(cap: max(least, most ?? 0), next: head))
        let scalar = try bytes(anyScalar(then: counted))
        program.freeText[scalar] = most ?? -1
        let end = try node(.ifAtLeast(least, next: try bytes([quote])))
        let more = if let most { try node(.ifLess(most, next: scalar)) } else { scalar }
        fill(head, split: [more, end])
        return head
    }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    /// One scalar within a JSON string, in each of its forms.
    private mutating func anyScalar(then next: Int32) throws(KapellError) -> [GrammarEdge] {
        var edges = try scalars([
            (0x20...0x21, next), (0x23...0x5B, next), (0x5D...0xD7FF, next), (0xE000...0x10FFFF, next),
        ])
        let last = try hexadecimal("0123456789abcdefABCDEF", then: next)
        let lastTwo = try hexadecimal("0123456789abcdefABCDEF", then: last)
        let lastThree = try hexadecimal("0123456789abcdefABCDEF", then: lastTwo)
        // A surrogate of the first half, then one of the second.
        let second = try literal("\\u".utf8, then: hexadecimal("dD", then: hexadecimal("cdefCDEF", then: lastTwo)))
        let secondLast = try hexadecimal("0123456789abcdefABCDEF", then: second)
        let surrogate = try hexadecimal("0123456789abcdefABCDEF", then: secondLast)
        let afterD = try bytes(letters("01234567", to: lastTwo) + letters("89abAB", to: surrogate))
        let code = try bytes(letters("0123456789abcefABCEF", to: lastThree) + letters("dD", to: afterD))
        let escape = try bytes(letters("\"\\/bfnrt", to: next) + letters("u", to: code))
        edges.append(GrammarEdge(low: Self.backslash, high: Self.backslash, target: escape))
        return edges
    }

    private func letters(_ letters: String, to target: Int32) -> [GrammarEdge] {
        letters.utf8.map { GrammarEdge(low: $0, high: $0, target: target) }
    }

    private mutating func hexadecimal(_ digits: String, then next: Int32) throws(KapellError) -> Int32 {
        try bytes(letters(digits, to: next))
    }

    // MARK: UTF-8

    /// The edges for scalars in ranges that do not overlap, by their bytes in UTF-8.
    mutating func scalars(_ ranges: [(ClosedRange<UInt32>, Int32)]) throws(KapellError) -> [GrammarEdge] {
        var sequences: [ByteSequence] = []
        for (range, target) in ranges { UTF8Ranges.append(range, target, to: &sequences) }
        return try edges(sequences[...], at: 0)
    }

    /// Those with the same first bytes go the same way.
    private mutating func edges(_ sequences: ArraySlice<ByteSequence>, at place: Int) throws(KapellError)
        -> [GrammarEdge]
    {
        var edges: [GrammarEdge] = []
        var start = sequences.startIndex
        while start < sequences.endIndex {
            let range = sequences[start].ranges[place]
            var end = start + 1
            while end < sequences.endIndex, sequences[end].ranges.count > place, sequences[end].ranges[place] == range {
                end += 1
            }
            let target: Int32
            if sequences[start].ranges.count == place + 1 {
                target = sequences[start].target
            } else {
                target = try bytes(self.edges(sequences[start..<end], at: place + 1))
            }
            edges.append(GrammarEdge(low: range.lowerBound, high: range.upperBound, target: target))
            start = end
        }
        return edges
    }
}
