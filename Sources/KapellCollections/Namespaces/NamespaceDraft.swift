internal import KapellCore
internal import KapellLexical

extension Namespace {
    /// A state in the making, and what goes into the indexes with it.
    struct Draft: Sendable {
        var state: NamespaceState
        private(set) var rows: RowNumbers
        /// Vectors of new rows.
        private(set) var added: [Int: [Float]] = [:]
        /// Texts of new rows.
        private(set) var texts: [Int: LexicalDocument] = [:]
        /// Rows of the published state that are no more.
        private(set) var removed: [Int] = []

        init(state: NamespaceState, rows: RowNumbers) {
            self.state = state
            self.rows = rows
        }

        /// Makes a change, or none when it throws.
        /// - Returns: How many of its records were there before.
        mutating func apply(_ change: NamespaceChange, sequence: UInt64) throws(KapellError) -> Int {
            var next = state
            var effect = NamespaceState.Effect()
            do throws(KapellError) {
                try next.apply(change, rows: &rows, effect: &effect)
            } catch {
                rows.give(back: effect.added.map(\.row))
                throw error
            }
            next.sequence = sequence
            state = next
            for row in effect.removed {
                // What came and goes within the draft is stored nowhere.
                if added.removeValue(forKey: row) != nil {
                    texts[row] = nil
                    rows.give(back: [row])
                } else {
                    removed.append(row)
                }
            }
            for (row, vector) in effect.added { added[row] = vector }
            for (row, document) in effect.texts { texts[row] = document }
            return effect.found
        }
    }
}
