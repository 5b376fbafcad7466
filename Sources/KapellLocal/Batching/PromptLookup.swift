/// Guesses the next tokens: what followed the last ones where they stood before, in the prompt or in the answer.
///
/// A guess is computed together with the token that is due, and kept as far as the model would have written the same. So
/// it comes in fewer steps where it repeats what was read. Each guessed token costs time, so that only as many are
/// guessed as pay, by how often guesses were right of late. Source of the idea: "Prompt Lookup Decoding" by A. Saxena,
/// 2023.
struct PromptLookup {
    private static let key = 2
    /// Rows of so many tokens and more are alike in how often they go on as before.
    private static let classes = [2, 3, 5, 8, 16, 32]
    /// Rows are compared up to this length.
    private static let longestRow = 32
    /// Places that are compared.
    private static let mostPlaces = 8
    /// How often a guessed token was right behind one that was, for each class of rows.
    private var success = [0.3, 0.5, 0.7, 0.85, 0.93, 0.97]
    private var current = 0
    private var rest = 0
    /// Where each pair of tokens stood last: the place behind it. And for each place, where its pair stood before.
    private var last: [UInt64: Int32] = [:]
    private var before: [Int32] = []

    /// The guess for what follows `tokens`; empty where there is none, or none would pay.
    ///
    /// - Parameter best: how many tokens to guess that are right with a likelihood, each behind one that was.
    mutating func guess(
        after tokens: [Int32], atMost limit: Int, best: (_ success: Double) -> Int
    ) -> ArraySlice<Int32> {
        index(tokens)
        guard limit > 0, let found = longest(tokens) else { return [] }
        current = (Self.classes.lastIndex { $0 <= found.length }) ?? 0
        var count = best(success[current])
        if count == 0 {
            // Now and then it is tried again.
            rest += 1
            guard rest.isMultiple(of: 24) else { return [] }
            count = 4
        }
        return tokens[found.place..<min(tokens.count, found.place + min(limit, count))]
    }

    mutating func note(guessed: Int, right: Int) {
        guard guessed > 0 else { return }
        // Behind the first wrong one nothing could be right.
        let asked = min(guessed, right + 1)
        success[current] += (Double(right) / Double(asked) - success[current]) * min(0.5, 0.1 * Double(asked))
    }

    /// The place behind the longest row that stands at the end, too.
    private func longest(_ tokens: [Int32]) -> (place: Int, length: Int)? {
        guard tokens.count > Self.key else { return nil }
        var best: (place: Int, length: Int)?
        var next = last[Self.pair(tokens, endingAt: tokens.count)]
        for _ in 0..<Self.mostPlaces {
            guard let place = next.map(Int.init), place > 0 else { break }
            let length = Self.match(tokens, place)
            if length > best?.length ?? 0 { best = (place, length) }
            next = before[place]
        }
        return best
    }

    /// How many tokens before `place` are those before the end.
    private static func match(_ tokens: [Int32], _ place: Int) -> Int {
        var count = 0
        while count < longestRow, place - 1 - count >= 0, tokens[place - 1 - count] == tokens[tokens.count - 1 - count]
        {
            count += 1
        }
        return count
    }

    /// Notes pairs up to the one before the last, which would find itself.
    private mutating func index(_ tokens: [Int32]) {
        while before.count < tokens.count {
            let place = before.count
            guard place >= Self.key else {
                before.append(0)
                continue
            }
            let pair = Self.pair(tokens, endingAt: place)
            before.append(last[pair] ?? 0)
            last[pair] = Int32(place)
        }
    }

    private static func pair(_ tokens: [Int32], endingAt end: Int) -> UInt64 {
        UInt64(UInt32(bitPattern: tokens[end - 2])) << 32 | UInt64(UInt32(bitPattern: tokens[end - 1]))
    }
}
