internal import Synchronization

/// Full text in memory: which documents hold which words, and how well they answer a query.
///
/// Searches run beside each other and beside writers, and wait for no one: each uses the ``LexicalReader`` that was
/// newest when it began. Writers take turns. An index has namespaces, each with statistics of its own, so that the
/// documents of one tenant never move the scores of another.
///
/// Texts are not kept; who wants to show them has them (see ``LexicalHighlighter``).
public final class LexicalIndex: Sendable {
    public let schema: LexicalSchema
    /// Held by the one writer. Its value is what the next update begins with.
    private let writer: Mutex<LexicalReader>
    /// The newest finished state; held only to copy it.
    private let published: Mutex<LexicalReader>

    /// An empty index.
    public init(_ schema: LexicalSchema) {
        self.schema = schema
        let empty = LexicalReader(schema: schema, namespaces: [:], sequence: 0)
        writer = Mutex(empty)
        published = Mutex(empty)
    }

    init(_ reader: LexicalReader) {
        schema = reader.schema
        writer = Mutex(reader)
        published = Mutex(reader)
    }

    /// The index as it is now, for any number of searches. It stays as it is when the index changes.
    public var reader: LexicalReader { published.withLock { $0 } }

    /// The number that the last update set; a follower of a store keeps there how far it came.
    public var sequence: Int64 { reader.sequence }

    /// Makes changes that become visible together when `body` returns, or not at all when it throws.
    ///
    /// Many documents in one update are much cheaper than an update for each of them.
    public func update<Failure: Error>(
        _ body: (inout LexicalUpdate) throws(Failure) -> Void
    ) throws(Failure) {
        let result: Result<Void, Failure> = writer.withLock { current in
            var update = LexicalUpdate(
                schema: schema, namespaces: current.namespaces, sequence: current.sequence)
            do throws(Failure) { try body(&update) } catch { return .failure(error) }
            let sequence = update.sequence
            publish(LexicalReader(schema: schema, namespaces: update.finish(), sequence: sequence), &current)
            return .success(())
        }
        try result.get()
    }

    /// Adds documents, each instead of one with the same id in the namespace; all or none.
    public func upsert(_ documents: [LexicalDocument], in namespace: String = "") throws(LexicalError) {
        try update { (update: inout LexicalUpdate) throws(LexicalError) in
            for document in documents { try update.upsert(document, in: namespace) }
        }
    }

    /// Removes documents. One that is not there is no error.
    /// - Returns: How many were there.
    @discardableResult
    public func delete(_ ids: some Sequence<Int64>, in namespace: String = "") -> Int {
        var count = 0
        update { update in
            for id in ids where update.delete(id, in: namespace) { count += 1 }
        }
        return count
    }

    /// Joins the segments of each namespace into one and forgets what was deleted. Searches go on meanwhile.
    public func compact() {
        writer.withLock { current in
            var namespaces = current.namespaces
            for name in namespaces.keys { namespaces[name]?.compact() }
            publish(LexicalReader(schema: schema, namespaces: namespaces, sequence: current.sequence), &current)
        }
    }

    private func publish(_ reader: LexicalReader, _ current: inout LexicalReader) {
        current = reader
        published.withLock { $0 = reader }
    }
}
