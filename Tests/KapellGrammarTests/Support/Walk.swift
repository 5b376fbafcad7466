import KapellCore
import KapellGrammar

/// Writes a text by choosing tokens at random, as a model without sense would.
struct Walk {
    enum Outcome: Equatable {
        case text(String)
        case stuck(after: String)
        case endless
    }

    var dice: Dice
    /// From so many tokens on, what closes is preferred.
    var patience = 25
    private var mask: [UInt64] = []

    init(_ seed: UInt64) { dice = Dice(seed) }

    private static let closing: [Int32] = [TestVocabulary.end] + ["}", "]", "\""].map(token)
    private static let common = [
        "a", "b", "e", "s", "u", "l", "x", "r", "n", "1", "10", "42", "100", ":", "\\", "\\n", "-", "é", "日",
    ].map(token)

    private static func token(_ text: String) -> Int32 {
        Int32(TestVocabulary.tokens.firstIndex { $0 == Array(text.utf8) } ?? 0)
    }

    mutating func run(_ grammar: Grammar) -> Outcome {
        var matcher = GrammarMatcher(grammar, vocabulary: TestVocabulary.vocabulary)
        var bytes: [UInt8] = []
        for step in 0..<4_000 {
            guard let token = choose(matcher, step) else {
                return .stuck(after: String(decoding: bytes, as: UTF8.self))
            }
            guard matcher.accept(token) else { return .stuck(after: String(decoding: bytes, as: UTF8.self)) }
            if token == TestVocabulary.end { return .text(String(decoding: bytes, as: UTF8.self)) }
            bytes += TestVocabulary.tokens[Int(token)]
        }
        return .endless
    }

    private mutating func choose(_ matcher: GrammarMatcher, _ step: Int) -> Int32? {
        if step > patience {
            // In any order: within a string each of them is text, too.
            let token = dice.one(of: dice.isOne(in: 2) ? Self.closing : Self.common)
            if matcher.allows(token) { return token }
            if let token = Self.closing.first(where: { matcher.allows($0) }) { return token }
        }
        for _ in 0..<8 {
            let token = Int32(dice.number(0...(TestVocabulary.tokens.count - 1)))
            if matcher.allows(token) { return token }
        }
        matcher.fillMask(&mask)
        let allowed = (0..<TestVocabulary.tokens.count).filter { mask[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
        return allowed.isEmpty ? nil : Int32(dice.one(of: allowed))
    }
}
