/// Finds the words of a query in texts, as a search finds them.
///
/// Words of a phrase count where the phrase stands. What must not be there does not count.
public struct LexicalHighlighter: Sendable {
    private let analyzer: Analyzer
    private var terms: Set<String> = []
    private var prefixes: [String] = []
    private var misspellings: [(word: String, distance: Int, exact: Int)] = []
    private var phrases: [(text: String, slop: Int)] = []

    /// - Parameters:
    ///   - field: The field that the texts are of; parts of the query for other fields are left out. Nil takes all parts.
    ///   - expansions: What the search said that prefixes and misspellings stood for. With them, the other forms of
    ///     those words are found too, as the search found them: `replication*` stands for the term of *replicate*.
    public init(
        _ query: LexicalQuery, analyzer: Analyzer, field: String? = nil, expansions: [LexicalExpansion] = []
    ) {
        self.analyzer = analyzer
        add(query, field, depth: 0)
        let patterns = Set(prefixes + misspellings.map(\.word))
        for expansion in expansions where patterns.contains(expansion.pattern) { terms.formUnion(expansion.terms) }
    }

    /// Where the words stand in a text.
    /// - Parameter fragmentBytes: About how long the fragment is to be.
    public func highlights(in text: String, fragmentBytes: Int = 240) -> LexicalHighlights {
        let tokens = analyzer.tokens(text)
        var chosen = tokens.map(matches)
        mark(tokens, &chosen)
        var words: [Range<Int>] = []
        for (token, isChosen) in zip(tokens, chosen) where isChosen {
            // Pairs of ideographs overlap.
            if let last = words.last, token.bytes.lowerBound < last.upperBound {
                words[words.count - 1] = last.lowerBound..<max(last.upperBound, token.bytes.upperBound)
            } else {
                words.append(token.bytes)
            }
        }
        return LexicalHighlights(words: words, fragment: fragment(tokens, chosen, max(1, fragmentBytes)))
    }

    private mutating func add(_ query: LexicalQuery, _ asked: String?, depth: Int) {
        guard depth <= LexicalLimits().depth else { return }
        func counts(_ field: String?) -> Bool { asked == nil || field == nil || field == asked }
        switch query {
        case .words(let text, _, let field), .allWords(let text, let field):
            guard counts(field) else { return }
            for token in QueryWords.telling(analyzer.tokens(text, isQuery: true), analyzer) { terms.insert(token.term) }
        case .phrase(let text, let slop, let field):
            if counts(field) { phrases.append((text, slop)) }
        case .prefix(let text, let field):
            if counts(field), let form = analyzer.patternTokens(text).first?.form {
                prefixes.append(Analyzer.prefix(form, of: text))
            }
        case .fuzzy(let text, let distance, let exact, let field):
            if counts(field), let form = analyzer.patternTokens(text).first?.form {
                misspellings.append((form, distance, exact))
            }
        case .boosted(let query, _): add(query, asked, depth: depth + 1)
        case .combined(let must, let should, _, _):
            for query in must + should { add(query, asked, depth: depth + 1) }
        }
    }

    private func matches(_ token: LexicalToken) -> Bool {
        if terms.contains(token.term) { return true }
        let form = token.form.utf8
        if prefixes.contains(where: { form.starts(with: $0.utf8) }) { return true }
        return misspellings.contains { word, distance, exact in
            let table = TermTable(offsets: [0, UInt32(form.count)], bytes: Array(form))
            return !FuzzySearch(word, distance: distance, exact: exact).places(in: table).isEmpty
        }
    }

    private func mark(_ tokens: [LexicalToken], _ chosen: inout [Bool]) {
        for (text, slop) in phrases {
            let shape = PhraseShape(analyzer.tokens(text, isQuery: true))
            guard !shape.slots.isEmpty else { continue }
            let names = shape.terms.map { String(decoding: $0, as: UTF8.self) }
            var positions = [[UInt32]](repeating: [], count: names.count)
            var places: [[Int: Int]] = Array(repeating: [:], count: names.count)
            for (index, token) in tokens.enumerated() {
                guard let term = names.firstIndex(of: token.term) else { continue }
                positions[term].append(UInt32(truncatingIfNeeded: token.position))
                places[term][token.position] = index
            }
            var matcher = PhraseMatcher(shape.slots, slop: max(0, slop))
            matcher.begin()
            while matcher.next(positions) != nil {
                for (number, slot) in shape.slots.enumerated() {
                    if let index = places[slot.term][matcher.position(number, positions)] { chosen[index] = true }
                }
                matcher.pass()
            }
        }
    }

    /// The window with the most different words of the query, then with the most of them, then the first.
    private func fragment(_ tokens: [LexicalToken], _ chosen: [Bool], _ length: Int) -> Range<Int> {
        guard let first = tokens.first, let last = tokens.last else { return 0..<0 }
        var best = (start: 0, different: 0, all: 0)
        var counts: [String: Int] = [:]
        var all = 0
        var end = 0
        for start in tokens.indices {
            while end < tokens.count,
                end == start || tokens[end].bytes.upperBound - tokens[start].bytes.lowerBound <= length
            {
                if chosen[end] {
                    counts[tokens[end].term, default: 0] += 1
                    all += 1
                }
                end += 1
            }
            if (counts.count, all) > (best.different, best.all) { best = (start, counts.count, all) }
            guard chosen[start] else { continue }
            all -= 1
            if let count = counts[tokens[start].term] { counts[tokens[start].term] = count > 1 ? count - 1 : nil }
        }
        // Some words before the first one that was found show what it is about.
        var start = best.start
        var stop = start
        while stop + 1 < tokens.count,
            tokens[stop + 1].bytes.upperBound - tokens[start].bytes.lowerBound <= length
        {
            stop += 1
        }
        while stop > start, best.all > 0, !chosen[stop] { stop -= 1 }
        var room = (length - (tokens[stop].bytes.upperBound - tokens[start].bytes.lowerBound)) / 2
        while start > 0, tokens[start].bytes.lowerBound - tokens[start - 1].bytes.lowerBound <= room {
            room -= tokens[start].bytes.lowerBound - tokens[start - 1].bytes.lowerBound
            start -= 1
        }
        while stop + 1 < tokens.count,
            tokens[stop + 1].bytes.upperBound - tokens[start].bytes.lowerBound <= length
        {
            stop += 1
        }
        let low = start == 0 ? first.bytes.lowerBound : tokens[start].bytes.lowerBound
        return low..<(stop == tokens.count - 1 ? last : tokens[stop]).bytes.upperBound
    }
}
