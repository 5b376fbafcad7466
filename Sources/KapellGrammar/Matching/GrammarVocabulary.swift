import Synchronization

/// A model's tokens as bytes, arranged once for a model and shared by all grammars.
public final class GrammarVocabulary: Sendable {
    /// How many tokens there are.
    public let count: Int
    /// The tokens that end a text.
    public let endTokens: [Int32]

    private let bytes: [UInt8]
    private let offsets: [Int32]

    /// Tells vocabularies apart, also one that is gone from one that came later.
    let number: Int
    private static let numbers = Atomic<Int>(0)

    /// All tokens with bytes.
    let all: TokenTrie
    /// Those that are not plain text, see ``TokenText``.
    let others: TokenTrie
    /// The plain ones, as a mask.
    let plain: [UInt64]
    let isEnd: Set<Int32>

    /// - Parameters:
    ///   - tokens: the bytes that each token stands for. Control tokens have none, and are never allowed.
    ///   - endTokens: the tokens that end a text. They are allowed where the grammar may end, whatever their bytes;
    ///     numbers that are no tokens are left out.
    public init(tokens: [[UInt8]], endTokens: [Int32]) {
        count = tokens.count
        number = Self.numbers.add(1, ordering: .relaxed).newValue
        self.endTokens = endTokens.filter { $0 >= 0 && Int($0) < tokens.count }
        isEnd = Set(self.endTokens)
        var bytes: [UInt8] = []
        var offsets: [Int32] = [0]
        for token in tokens {
            bytes += token
            offsets.append(Int32(bytes.count))
        }
        self.bytes = bytes
        self.offsets = offsets
        let isEnd = isEnd
        let text = { (token: Int32) in bytes[Int(offsets[Int(token)])..<Int(offsets[Int(token) + 1])] }
        let sorted = (0..<Int32(tokens.count)).filter { !tokens[Int($0)].isEmpty && !isEnd.contains($0) }
            .sorted { tokens[Int($0)].lexicographicallyPrecedes(tokens[Int($1)]) }
        all = TokenTrie(sorted, text: text)
        let isPlain = sorted.map { TokenText.isPlain(tokens[Int($0)]) }
        others = TokenTrie(zip(sorted, isPlain).filter { !$0.1 }.map(\.0), text: text)
        var plain = [UInt64](repeating: 0, count: (tokens.count + 63) / 64)
        for (token, isPlain) in zip(sorted, isPlain) where isPlain {
            plain[Int(token) >> 6] |= 1 << UInt64(token & 63)
        }
        self.plain = plain
    }

    /// The bytes of a token; none for a number that is no token.
    @inline(__always)
    func range(of token: Int32) -> Range<Int> {
        guard token >= 0, Int(token) < count else { return 0..<0 }
        return Int(offsets[Int(token)])..<Int(offsets[Int(token) + 1])
    }

    @inline(__always)
    func byte(at place: Int) -> UInt8 { bytes[place] }
}
