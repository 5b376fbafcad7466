/// The terms of a phrase and where each of them stands.
struct PhraseShape {
    let terms: [[UInt8]]
    let slots: [QueryPlan.Phrase.Slot]

    init(_ tokens: [LexicalToken]) {
        let first = tokens.first?.position ?? 0
        var terms: [[UInt8]] = []
        slots = tokens.map { token in
            let bytes = Array(token.term.utf8)
            if let known = terms.firstIndex(of: bytes) {
                return QueryPlan.Phrase.Slot(term: known, offset: token.position - first)
            }
            terms.append(bytes)
            return QueryPlan.Phrase.Slot(term: terms.count - 1, offset: token.position - first)
        }
        self.terms = terms
    }
}

/// Which words of a bag are searched.
enum QueryWords {
    /// Without stop words, where the analyser leaves them out of queries and other words remain.
    static func telling(_ tokens: [LexicalToken], _ analyzer: Analyzer) -> [LexicalToken] {
        guard analyzer.stopWords == .skipInQueries else { return tokens }
        let telling = tokens.filter { !$0.isStopWord }
        return telling.isEmpty ? tokens : telling
    }
}
