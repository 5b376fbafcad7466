internal import KapellCore
internal import KapellLexical
internal import KapellVectors
internal import Synchronization

/// One namespace: its indexes, and the state that readers see.
///
/// Readers hold a state for the time of a search. Rows that a later state has not are taken out of the vectors when
/// nobody holds a state with them any more.
final class Namespace: Sendable {
    let name: String
    let vectors: VectorIndex
    let words: LexicalIndex?

    private struct Published {
        var state: NamespaceState
        var version: UInt64 = 0
        /// How many hold a state, by its version.
        var holders: [UInt64: Int] = [:]
    }

    /// About how many bytes it has beside its vectors: ids, texts, metadata, words.
    private let rest: Atomic<Int>
    private let published: Mutex<Published>
    /// What only the one writer uses.
    private let writing: Mutex<Writing>

    struct Writing: Sendable {
        var rows = RowNumbers()
        /// Rows that left with the state of that version.
        var retired: [(version: UInt64, rows: [Int])] = []
    }

    /// - Parameter bytes: Of what it has in a file beside its vectors and texts.
    init(
        name: String, vectors: VectorIndex, words: LexicalIndex?, state: NamespaceState, rows: RowNumbers,
        bytes: Int = 0
    ) {
        self.name = name
        rest = Atomic(Self.least + 2 * bytes)
        self.vectors = vectors
        self.words = words
        published = Mutex(Published(state: state))
        writing = Mutex(Writing(rows: rows))
    }

    /// An empty namespace.
    convenience init(
        name: String, options: VectorCollectionOptions, settings: LocalCollectionSettings
    ) throws(KapellError) {
        let vectors: VectorIndex
        do throws(VectorError) {
            vectors = try VectorIndex(
                dimensions: options.dimensions, metric: options.metric, options: settings.graph,
                exactLimit: settings.exactLimit)
        } catch {
            throw KapellError(error)
        }
        let words = try Self.words(options)
        self.init(
            name: name, vectors: vectors, words: words, state: NamespaceState(words: words?.reader), rows: RowNumbers())
    }

    static func words(_ options: VectorCollectionOptions) throws(KapellError) -> LexicalIndex? {
        guard let analyzer = options.analyzer else { return nil }
        do throws(LexicalError) {
            return LexicalIndex(try LexicalSchema(analyzer: Analyzer(identifier: analyzer)))
        } catch {
            throw KapellError(error)
        }
    }

    // MARK: Memory

    /// What an empty one has.
    private static let least = 16 << 10

    /// About how many bytes it has.
    var residentBytes: Int { vectors.residentBytes + rest.load(ordering: .relaxed) }

    /// Takes note of a change.
    func grew(by bytes: Int) { rest.wrappingAdd(2 * bytes, ordering: .relaxed) }

    // MARK: Reading

    /// The newest state, to look at without its vectors.
    var state: NamespaceState { published.withLock { $0.state } }

    /// Calls a function with the newest state. Its rows keep their vectors as long.
    func read<Value>(_ body: (NamespaceState) throws(KapellError) -> Value) throws(KapellError) -> Value {
        let held = hold()
        defer { release(held) }
        return try body(held.state)
    }

    /// A state whose rows keep their vectors until it is released.
    struct Held: Sendable {
        let state: NamespaceState
        fileprivate let version: UInt64
    }

    func hold() -> Held {
        published.withLock { published in
            published.holders[published.version, default: 0] += 1
            return Held(state: published.state, version: published.version)
        }
    }

    func release(_ held: Held) {
        published.withLock { published in
            let left = (published.holders[held.version] ?? 1) - 1
            published.holders[held.version] = left == 0 ? nil : left
        }
    }

    // MARK: Writing, by one at a time

    /// Takes texts out of memory that a file has. Nobody writes meanwhile; readers keep what they hold.
    /// - Parameter bytes: Of what the file has beside vectors and texts.
    func letGo(of held: Held, to texts: StoredTexts, bytes: Int) {
        rest.store(Self.least + 2 * bytes, ordering: .relaxed)
        var records = state.records
        for row in held.state.rows.rows {
            if case .here = records[row]?.text { records[row]?.text = .inFile }
        }
        published.withLock { published in
            published.state.records = records
            published.state.texts = texts
        }
    }

    /// Starts a change of the newest state.
    func begin() -> Draft { Draft(state: state, rows: writing.withLock { $0.rows }) }

    /// Brings the vectors and words of a draft into the indexes, where no reader sees them yet.
    /// - Throws: When there is no memory; nothing has changed then.
    func store(_ draft: inout Draft, tasks: Int) async throws(KapellError) {
        let added = draft.added.sorted { $0.key < $1.key }.map { (id: Int64($0.key), vector: $0.value) }
        do {
            if added.count >= 64, tasks > 1 {
                try await vectors.upsert(added, tasks: tasks)
            } else if !added.isEmpty {
                try vectors.upsert(added)
            }
        } catch {
            vectors.remove(ids: added.map(\.id))
            throw (error as? VectorError).map { KapellError($0) } ?? KapellError.wrapping(error)
        }
        guard let words, !draft.texts.isEmpty || !draft.removed.isEmpty else { return }
        do throws(LexicalError) {
            try words.update { (update: inout LexicalUpdate) throws(LexicalError) in
                for row in draft.removed { update.delete(Int64(row)) }
                for (_, document) in draft.texts.sorted(by: { $0.key < $1.key }) { try update.upsert(document) }
            }
        } catch {
            vectors.remove(ids: added.map(\.id))
            throw KapellError(error)
        }
        draft.state.words = words.reader
    }

    /// Makes a draft the state that readers see.
    func publish(_ draft: Draft) {
        let version = published.withLock { published in
            published.version += 1
            published.state = draft.state
            return published.version
        }
        writing.withLock { writing in
            writing.rows = draft.rows
            if !draft.removed.isEmpty { writing.retired.append((version, draft.removed)) }
        }
    }

    /// Takes rows out of the vectors that nobody can see any more.
    func tidy() {
        let oldest = published.withLock { $0.holders.keys.min() ?? .max }
        let rows = writing.withLock { writing in
            let gone = writing.retired.filter { $0.version <= oldest }.flatMap(\.rows)
            writing.retired.removeAll { $0.version <= oldest }
            return gone
        }
        guard !rows.isEmpty else { return }
        vectors.remove(ids: rows.lazy.map { Int64($0) })
        writing.withLock { $0.rows.give(back: rows) }
    }
}
