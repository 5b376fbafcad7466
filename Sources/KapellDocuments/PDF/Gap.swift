/// A horizontal interval without words.
struct Gap: Sendable, Hashable {
    var start: Float
    var end: Float

    var width: Float { end - start }
    var middle: Float { (start + end) / 2 }

    /// The inner gaps of a band of words that are at least `width` wide.
    static func between(_ words: [PDFWord], atLeast width: Float) -> [Gap] {
        let sorted = words.sorted { $0.box.x0 < $1.box.x0 }
        var gaps: [Gap] = []
        guard var edge = sorted.first?.box.x1 else { return [] }
        for word in sorted.dropFirst() {
            if word.box.x0 - edge >= width { gaps.append(Gap(start: edge, end: word.box.x0)) }
            edge = max(edge, word.box.x1)
        }
        return gaps
    }

    /// The inner gaps with the space left and right of all words.
    static func around(_ words: [PDFWord], atLeast width: Float) -> [Gap] {
        let left = words.reduce(Float.infinity) { min($0, $1.box.x0) }
        let right = words.reduce(-Float.infinity) { max($0, $1.box.x1) }
        return [Gap(start: -.infinity, end: left)] + between(words, atLeast: width) + [
            Gap(start: right, end: .infinity)
        ]
    }

    /// The parts that both lists leave free, at least `width` wide.
    static func common(_ first: [Gap], _ second: [Gap], atLeast width: Float) -> [Gap] {
        var result: [Gap] = []
        for gap in first {
            for other in second {
                let both = Gap(start: max(gap.start, other.start), end: min(gap.end, other.end))
                if both.width >= width { result.append(both) }
            }
        }
        return result
    }
}
