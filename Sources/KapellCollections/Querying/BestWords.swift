internal import KapellCore
internal import KapellLexical
internal import KapellVectors

/// The rows of one state whose texts fit the words best.
struct BestWords {
    let state: NamespaceState
    let rows: RowSet?
    let query: LexicalQuery

    /// What prefixes and misspellings stood for, and how many texts got a score: a line each.
    private(set) var notes: [String] = []

    /// - Throws: `.invalidRequest` when the text is no query.
    init?(_ query: VectorQuery, state: NamespaceState, rows: RowSet?) throws(KapellError) {
        guard let text = query.text, let reader = state.words else { return nil }
        self.state = state
        self.rows = rows
        do throws(LexicalError) {
            self.query = query.readsSyntax ? try QueryParser(reader.schema).parse(text) : .words(text)
        } catch {
            throw KapellError(error)
        }
    }

    mutating func best(_ count: Int) throws(KapellError) -> RankedRows {
        guard let reader = state.words else { return RankedRows() }
        let allowed = rows
        let accepts: ((Int64) -> Bool)? = allowed.map { rows in { rows.contains(Int($0)) } }
        do throws(LexicalError) {
            return try RankedRows.settle(
                count: count, available: (rows ?? state.rows).count, ids: { state.records[$0]?.id ?? "" }
            ) { asked throws(LexicalError) in
                let found = try reader.search(query, limit: asked, where: accepts)
                notes = found.expansions.map { expansion in
                    "\(expansion.pattern) stands for \(expansion.terms.count) of \(expansion.found) words: "
                        + expansion.terms.prefix(10).joined(separator: ", ")
                }
                notes.append("words: \(found.scored) texts got a score")
                return found.matches.map { (Int($0.id), $0.score) }
            }
        } catch {
            throw KapellError(error)
        }
    }
}
