import KapellCore

extension Transcript {
    /// The exchanges: each goes from a prompt to the entry before the next. What stands before the first prompt, other
    /// than instructions, is one, too.
    public var exchanges: [Range<Int>] { Self.exchanges(of: entries[...]) }

    static func exchanges(of entries: ArraySlice<Entry>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for (index, entry) in zip(entries.indices, entries) {
            if entry.isInstructions {
                if let begun = start { ranges.append(begun..<index) }
                start = nil
            } else if entry.isPrompt {
                // Prompts that follow each other, as after a failed request, belong together.
                if let begun = start, !entries[begun..<index].allSatisfy(\.isPrompt) {
                    ranges.append(begun..<index)
                    start = index
                }
                if start == nil { start = index }
            } else if start == nil {
                start = index
            }
        }
        if let begun = start { ranges.append(begun..<entries.endIndex) }
        return ranges
    }

    /// The transcript without its oldest exchanges, so that it takes at most `tokens`.
    ///
    /// Instructions stay, and so does the last exchange, even where they alone take more: it is never cut within an
    /// exchange, so that no call is parted from its result.
    ///
    /// - Parameter count: the tokens that an entry takes; by default an estimate of four bytes each.
    public func trimmed(
        toTokens tokens: Int, counting count: (Entry) throws -> Int = TranscriptWindow.estimate
    ) rethrows -> Transcript {
        guard let first = try firstKept(tokens, count) else { return self }
        return Transcript(entries: entries[..<first].filter(\.isInstructions) + entries[first...])
    }

    /// The transcript with its oldest exchanges replaced by a summary, so that it takes at most `tokens`.
    ///
    /// The summary stands as an exchange of its own behind the instructions. Where nothing must go, nothing is
    /// summarised.
    ///
    /// - Parameters:
    ///   - count: the tokens that an entry takes.
    ///   - summarise: makes the summary of these entries. Throws what it throws.
    public func summarised(
        toTokens tokens: Int, counting count: (Entry) throws -> Int = TranscriptWindow.estimate,
        by summarise: ([Entry]) async throws -> String
    ) async throws -> Transcript {
        guard let first = try firstKept(tokens, count) else { return self }
        let old = entries[..<first]
        let summary = try await summarise(old.filter { !$0.isInstructions })
        let text = "Summary of the conversation so far:\n\(summary)"
        return Transcript(
            entries: old.filter(\.isInstructions) + [
                .prompt(Prompt(id: EntryID.make(), segments: [.text(TextSegment(id: EntryID.make(), content: text))])),
                .response(
                    Response(
                        id: EntryID.make(), assetIDs: [],
                        segments: [.text(TextSegment(id: EntryID.make(), content: "Understood."))])),
            ] + entries[first...])
    }

    /// Where the exchanges begin that are kept; `nil` where all are.
    func firstKept(_ tokens: Int, _ count: (Entry) throws -> Int) rethrows -> Int? {
        let exchanges = exchanges
        guard exchanges.count > 1 else { return nil }
        var left = tokens
        for entry in entries where entry.isInstructions { left = left.clampedSubtracting(try count(entry)) }
        var first = exchanges.count
        for exchange in exchanges.indices.reversed() {
            var size = 0
            for entry in entries[exchanges[exchange]] where !entry.isInstructions {
                size = size.clampedAdding(Swift.max(0, try count(entry)))
            }
            left = left.clampedSubtracting(size)
            if left < 0, exchange != exchanges.indices.last { break }
            first = exchange
        }
        return first == 0 || first == exchanges.count ? nil : exchanges[first].lowerBound
    }
}

/// How much of a session's history a model is shown: the newest whole exchanges that fit.
public struct TranscriptWindow: Sendable {
    /// Tokens for instructions and history; the last exchange is shown in any case.
    public var tokens: Int
    /// The tokens that an entry takes.
    public var count: @Sendable (Transcript.Entry) -> Int

    public init(
        tokens: Int, counting count: @escaping @Sendable (Transcript.Entry) -> Int = { TranscriptWindow.estimate($0) }
    ) {
        self.tokens = tokens
        self.count = count
    }

    /// A token for each four bytes of text, and some for the form.
    public static func estimate(_ entry: Transcript.Entry) -> Int { entry.description.utf8.count / 4 + 4 }
}
