/// Guesses the next tokens: what followed the last ones where they stood before, in the prompt or in the answer.
///
/// A guess is computed together with the token that is due, and kept as far as the model would have written the same. So
/// it comes in fewer steps where it repeats what was read. Each guessed token costs time, so that only as many are
/// guessed as pay, by how often guesses were right of late. Source of the idea: "Prompt Lookup Decoding" by A. Saxena,
/// 2023.
struct PromptLookup {
    private static let key = 3
    /// Rows that are as long as this are looked at apart: quotations, mostly.
    private static let long = 8
    /// How often a guessed token was right behind one that was, after short and long rows that were met before.
    private var success = (short: 0.5, long: 0.8)
    private var isLong = false
    private var rest = 0
    /// Where each row of tokens stood last: the place behind it.
    private var places: [UInt64: Int32] = [:]
    private var indexed = 0

    /// The guess for what follows `tokens`; empty where there is none, or none would pay.
    ///
    /// - Parameter cost: of one more token in a batch, as a share of a step with one.
    mutating func guess(after tokens: [Int32], atMost limit: Int, cost: Double) -> ArraySlice<Int32> {
        index(tokens)
        guard limit > 0, tokens.count > Self.key,
            let place = places[Self.row(tokens, endingAt: tokens.count)].map(Int.init)
        else { return [] }
        isLong = Self.match(tokens, place) >= Self.long
        var count = GuessLength.best(success: isLong ? success.long : success.short, cost: cost)
        if count == 0 {
            // Now and then it is tried again.
            rest += 1
            guard rest.isMultiple(of: 24) else { return [] }
            count = 1
        }
        return tokens[place..<min(tokens.count, place + min(limit, count))]
    }

    mutating func note(guessed: Int, right: Int) {
        guard guessed > 0 else { return }
        // Behind the first wrong one nothing could be right.
        let asked = min(guessed, right + 1)
        let share = Double(right) / Double(asked)
        let weight = 0.1 * Double(asked)
        if isLong {
            success.long += (share - success.long) * min(0.5, weight)
        } else {
            success.short += (share - success.short) * min(0.5, weight)
        }
    }

    /// How many tokens before `place` are those before the end.
    private static func match(_ tokens: [Int32], _ place: Int) -> Int {
        var count = 0
        while count < long, place - 1 - count >= 0, tokens[place - 1 - count] == tokens[tokens.count - 1 - count] {
            count += 1
        }
        return count
    }

    /// Notes rows up to the one before the last, which would find itself.
    private mutating func index(_ tokens: [Int32]) {
        guard tokens.count > Self.key else { return }
        var end = max(indexed + 1, Self.key)
        while end < tokens.count {
            places[Self.row(tokens, endingAt: end)] = Int32(end)
            end += 1
        }
        indexed = tokens.count - 1
    }

    /// Vocabularies have fewer than 2²¹ tokens.
    private static func row(_ tokens: [Int32], endingAt end: Int) -> UInt64 {
        tokens[end - key..<end].reduce(0) { $0 << 21 | UInt64(truncatingIfNeeded: $1) & 0x1F_FFFF }
    }
}

/// How many tokens to guess at once.
enum GuessLength {
    static let most = 12

    /// The number that gives the most tokens for the time; 0 where none is worth it.
    ///
    /// - Parameters:
    ///   - success: how likely a token is right behind one that was.
    ///   - cost: of one more token in a batch, as a share of a step with one.
    static func best(success: Double, cost: Double) -> Int {
        var best = (count: 0, rate: 1.05)
        var (tokens, right) = (1.0, 1.0)
        for count in 1...most {
            right *= success
            tokens += right
            let rate = tokens / (1 + cost * Double(count))
            if rate > best.rate { best = (count, rate) }
        }
        return best.count
    }
}
