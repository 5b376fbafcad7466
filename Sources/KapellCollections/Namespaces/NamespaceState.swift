package import KapellCore
internal import KapellLexical
internal import KapellVectors

/// A namespace at one moment: a value that stays as it is while writers go on.
///
/// Every version of a record has a row of its own, so that the vectors, which are shared with later states, need no
/// versions: a search leaves out the rows that this state does not have.
struct NamespaceState: Sendable {
    var ids = OrderedIDs()
    var records = RecordPages()
    /// Texts that are not in memory.
    var texts: StoredTexts?
    /// Metadata; its rows are the rows that there are.
    var filters = FilterIndex()
    /// `nil` where texts are not searched.
    var words: LexicalReader?
    /// The last change that is in it.
    var sequence: UInt64 = 0

    /// A row's text.
    /// - Throws: `.corrupt` that names the file in which it should be.
    func text(of row: Int) throws(KapellError) -> String? {
        switch records[row]?.text {
        case nil, .absent: nil
        case .here(let text): text
        case .inFile: try texts?.text(of: row)
        }
    }

    /// Whether a row has a text that is not empty.
    func hasText(_ row: Int) -> Bool {
        switch records[row]?.text {
        case nil, .absent: false
        case .here(let text): !text.isEmpty
        case .inFile: (texts?.length(of: row) ?? 0) > 0
        }
    }

    var rows: RowSet { filters.rows }
    var count: Int { ids.count }

    /// The rows that match; `nil` without a filter.
    func rows(matching filter: Filter?) throws(KapellError) -> RowSet? {
        guard let filter else { return nil }
        do throws(FilterError) { return try filters.rows(matching: filter) } catch { throw KapellError(error) }
    }
}

/// A change to a namespace, checked and complete.
package enum NamespaceChange: Sendable, Equatable {
    case upsert([VectorRecord])
    case delete([String])
    /// Everything goes.
    case drop
}

extension NamespaceState {
    /// What a change means for the indexes beside the state.
    struct Effect: Sendable {
        /// New rows and their vectors.
        var added: [(row: Int, vector: [Float])] = []
        var texts: [(row: Int, document: LexicalDocument)] = []
        /// Rows that are no more.
        var removed: [Int] = []
        /// How many records were there before: replaced or removed.
        var found = 0
    }

    /// Makes a change. Vectors and words are left to the caller.
    /// - Parameters:
    ///   - rows: Gives numbers to new rows.
    ///   - effect: Begins empty; tells what was done, also when the call throws.
    /// - Throws: `.invalidRequest` when the metadata have too many different fields; the state is of no use then.
    mutating func apply(
        _ change: NamespaceChange, rows: inout RowNumbers, effect: inout Effect
    ) throws(KapellError) {
        switch change {
        case .upsert(let batch):
            for record in batch {
                let row = try rows.next()
                effect.added.append((row, record.vector))
                if let old = ids.set(record.id, row: row) { retire(old, &effect) }
                records[row] = StoredRecord(record)
                do throws(FilterError) {
                    try filters.upsert(row: row, record.metadata)
                } catch {
                    throw KapellError(
                        .invalidRequest,
                        "The metadata of the record \(RecordCheck.short(record.id)) cannot be stored: \(error.description)",
                        remedy: error.remedy)
                }
                if words != nil, let text = record.text {
                    effect.texts.append((row, LexicalDocument(id: Int64(row), text: text)))
                }
            }
        case .delete(let ids):
            for id in ids {
                if let row = self.ids.remove(id) { retire(row, &effect) }
            }
        case .drop:
            effect.removed = self.rows.rows
            effect.found = count
            self = NamespaceState(words: words, sequence: sequence)
        }
    }

    private mutating func retire(_ row: Int, _ effect: inout Effect) {
        records[row] = nil
        filters.remove(row: row)
        effect.removed.append(row)
        effect.found += 1
    }
}

/// Numbers for rows: those that were given back, then new ones.
struct RowNumbers: Sendable {
    private var free: [Int] = []
    private(set) var end: Int

    init(end: Int = 0) { self.end = end }

    mutating func next() throws(KapellError) -> Int {
        if let row = free.popLast() { return row }
        guard end < RowSet.maximumRow else {
            throw KapellError(
                .limitExceeded, "The namespace has \(end) rows; it cannot have more.",
                remedy: "Divide the records among several collections.", isRetryable: false)
        }
        end += 1
        return end - 1
    }

    mutating func give(back rows: [Int]) { free.append(contentsOf: rows) }
}
