/// A text as it is compared: its words, quantities, and what changes its claims.
struct SupportText {
    /// A denial and the tokens that it denies.
    struct Denial {
        var kind: PhraseClass
        var start: Int
        var end: Int
        var scope: [Int]
    }

    var tokens: [Token]
    let quantities: [Quantity]
    /// Places of the classes, as ranges of tokens in order.
    private(set) var classes: [PhraseClass: [Range<Int>]] = [:]
    /// The words that say what it is about: no grammar, no class, no quantity.
    let content: [Int]
    let denials: [Denial]
    /// Whether an odd number of denials governs a token.
    let isDenied: [Bool]
    /// Whether its lines are rows of a table.
    let hasRows: Bool

    init(_ text: String, hasRows: Bool = false, limit: Int = 4000) {
        let reader = QuantityReader(Tokenizer.tokens(of: text, hasRows: hasRows, limit: limit))
        var tokens = reader.tokens
        quantities = reader.quantities
        self.hasRows = hasRows
        var skipped: Set<Int> = []
        var index = 0
        while index < tokens.count {
            guard let phrase = Self.phrase(at: index, in: tokens) else {
                index += 1
                continue
            }
            let end = index + phrase.words.count
            if let kind = phrase.kind {
                classes[kind, default: []].append(index..<end)
                for place in index..<end { tokens[place].isOperator = true }
            } else {
                tokens[index].text = phrase.word
                tokens[index].stem = StemOf.word(phrase.word)
                skipped.formUnion((index + 1)..<end)
            }
            index = end
        }
        self.tokens = tokens
        content = tokens.indices.filter { index in
            let token = tokens[index]
            return token.kind == .word && !token.isOperator && !skipped.contains(index) && token.quantity == nil
                && !token.isGrammar && token.text.utf8.count > 1
        }
        (denials, isDenied) = Self.denials(tokens, classes)
    }

    subscript(kind: PhraseClass) -> [Range<Int>] { classes[kind] ?? [] }

    func has(_ kinds: PhraseClass...) -> Bool { kinds.contains { classes[$0] != nil } }

    /// Whether one of the classes stands in one of the sentences.
    func has(_ kinds: [PhraseClass], in sentences: Set<Int>) -> Bool {
        kinds.contains { kind in self[kind].contains { sentences.contains(tokens[$0.lowerBound].sentence) } }
    }

    private static func phrase(at index: Int, in tokens: [Token]) -> Lexicon.Phrase? {
        guard tokens[index].kind == .word, let list = Lexicon.standard.phrases[tokens[index].text] else { return nil }
        return list.first { phrase in
            let end = index + phrase.words.count
            guard end <= tokens.count, tokens[end - 1].part == tokens[index].part,
                zip(tokens[index..<end], phrase.words).allSatisfy({ $0.text == $1 })
            else { return false }
            if phrase.words == ["save"] {
                return end < tokens.count
                    && ["for", "that", "where", "as", "in", "with", "by"].contains(tokens[end].text)
            }
            if phrase.words == ["however"] { return false }
            return !(phrase.words == ["may"] && tokens[index].quantity != nil)
        }
    }

    /// A denial governs the next four words that say something, up to the end of its part.
    private static func denials(
        _ tokens: [Token], _ classes: [PhraseClass: [Range<Int>]]
    ) -> ([Denial], [Bool]) {
        var denials: [Denial] = []
        var isDenied = [Bool](repeating: false, count: tokens.count)
        for kind in [PhraseClass.neg, .prohib, .without, .free] {
            for range in classes[kind] ?? [] {
                let first = tokens[range.lowerBound]
                var denial = Denial(kind: kind, start: range.lowerBound, end: range.upperBound, scope: [])
                var count = 0
                var index = range.upperBound
                while index < tokens.count, tokens[index].sentence == first.sentence, count < 4,
                    tokens[index].part == first.part || count < 1, tokens[index].text != "but"
                {
                    if !tokens[index].isGrammar { count += 1 }
                    isDenied[index].toggle()
                    denial.scope.append(index)
                    index += 1
                }
                denials.append(denial)
            }
        }
        return (denials, isDenied)
    }
}
