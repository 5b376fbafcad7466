import KapellCore

/// What a piece of text costs.
struct Cost: Equatable {
    /// Tokens against the size of a passage.
    var size = 0
    /// Tokens against the model's window; 0 where it is not known.
    var read = 0

    static func + (left: Cost, right: Cost) -> Cost {
        Cost(size: left.size + right.size, read: left.read + right.read)
    }

    static func += (left: inout Cost, right: Cost) { left = left + right }

    func fits(_ limit: Cost) -> Bool { size <= limit.size && read <= limit.read }
}

/// Counts the tokens of pieces of one text.
struct Measure {
    let bytes: [UInt8]
    /// The most that a passage may cost: the size that was asked for, and the model's window.
    let limit: Cost
    /// Asked where the window is known, or where passages are to be as long as the model counts them.
    let counter: (any TokenCounter)?
    private let isByModel: Bool

    init(_ bytes: [UInt8], _ options: ChunkingOptions, _ counter: (any TokenCounter)?) {
        self.bytes = bytes
        isByModel = options.by == .tokens && counter != nil
        self.counter = isByModel || counter?.window != nil ? counter : nil
        limit = Cost(size: min(max(16, options.tokens), 1_000_000), read: counter?.window.map { max(1, $0) } ?? .max)
    }

    func cost(of span: ByteSpan) -> Cost {
        guard let counter else { return Cost(size: TokenEstimate.tokens(bytes[span.start..<span.end])) }
        let read = counter.count(bytes.string(span))
        return Cost(size: isByModel ? read : TokenEstimate.tokens(bytes[span.start..<span.end]), read: read)
    }

    /// Tokens that the model reads of a text that is not part of the document.
    func read(_ text: String) -> Int { text.isEmpty ? 0 : counter?.count(text) ?? 0 }

    /// Whether a whole passage is as long as the sum of its parts had it. A tokenizer may count otherwise over a seam.
    func holds(_ span: ByteSpan, context: String) -> Bool {
        guard let counter else { return true }
        let text = bytes.string(span)
        if isByModel, counter.count(text) > limit.size { return false }
        guard limit.read < .max else { return true }
        return counter.count(context.isEmpty ? text : "\(context)\n\(text)") <= limit.read
    }
}
