internal import KapellCore
internal import KapellLexical
internal import KapellVectors

/// A namespace as one file: the vectors' own snapshot, with sections for the rest.
enum NamespaceFile {
    private static let metadata = "metadata"
    private static let records = "records"
    private static let texts = "texts"
    private static let words = "words"

    /// What was written.
    struct Written: Sendable {
        /// Where the texts are in the file, by rows.
        var places: [StoredTexts.Place]
        /// Of what is neither vectors nor texts.
        var bytes: Int
    }

    /// - Parameter held: May be older than the vectors: they then have rows that it does not have.
    static func write(
        _ held: Namespace.Held, of space: Namespace, to path: String
    ) throws(KapellError) -> Written {
        let state = held.state
        let encoded = try RecordsCoder.encode(state)
        var sections = [
            SnapshotSection(name: metadata, bytes: state.filters.bytes),
            SnapshotSection(name: records, bytes: encoded.records),
            SnapshotSection(name: texts, bytes: encoded.texts),
        ]
        do throws(LexicalError) {
            if let reader = state.words { sections.append(SnapshotSection(name: words, bytes: try reader.snapshot())) }
        } catch {
            throw KapellError(error)
        }
        do throws(VectorError) {
            try space.vectors.save(to: path, sequence: state.sequence, sections: sections)
        } catch {
            throw KapellError(error)
        }
        return Written(
            places: encoded.places, bytes: sections.reduce(0) { $0 + $1.bytes.count } - encoded.texts.count)
    }

    /// The texts of a file that was written.
    static func texts(of path: String, places: [StoredTexts.Place]) throws(KapellError) -> StoredTexts? {
        do throws(VectorError) {
            return try SectionFile(path: path, section: texts).map { StoredTexts($0, places: places) }
        } catch {
            throw KapellError(error)
        }
    }

    /// - Throws: `.corrupt` that names the file.
    static func open(_ path: String, name: String, options: VectorCollectionOptions) throws(KapellError) -> Namespace {
        func damaged(_ what: String) -> KapellError {
            KapellError(
                .corrupt, "The file \(path) is damaged: \(what).", remedy: "Restore the collection from a backup.")
        }
        var state = NamespaceState()
        let opened: OpenedSnapshot<VectorIndex>
        var index: LexicalIndex?
        var length = 0
        do {
            opened = try VectorIndex.open(path: path)
            let fields = try opened.section(metadata) ?? []
            state.filters = try FilterIndex(bytes: fields)
            if let analyzer = options.analyzer {
                guard let bytes = try opened.section(words) else { throw damaged("its words are missing") }
                index = try LexicalIndex(snapshot: bytes, analyzer: Analyzer(identifier: analyzer))
                length += bytes.count
            }
            let bytes = try opened.section(records) ?? []
            length += bytes.count + fields.count
            let file = try SectionFile(path: path, section: texts)
            let decoded = try RecordsCoder.decode(
                bytes, rows: state.filters.rows, texts: file?.length ?? 0, path: path)
            (state.ids, state.records) = (decoded.ids, decoded.records)
            state.texts = file.map { StoredTexts($0, places: decoded.places) }
        } catch let error as KapellError {
            throw error
        } catch let error as VectorError {
            throw KapellError(error)
        } catch {
            throw damaged("\(error)")
        }
        let vectors = opened.index
        guard vectors.dimensions == options.dimensions, vectors.metric == options.metric else {
            throw damaged("its vectors are of another collection")
        }
        state.words = index?.reader
        state.sequence = opened.sequence
        // Vectors of later states; their changes are in the log.
        let rows = state.rows
        if vectors.count > rows.count { vectors.remove(ids: vectors.ids.filter { !rows.contains(Int($0)) }) }
        guard vectors.count == rows.count else { throw damaged("vectors are missing") }
        let end = rows.last.map { $0 + 1 } ?? 0
        var numbers = RowNumbers(end: end)
        numbers.give(back: RowSet(0..<end).subtracting(rows).rows.reversed())
        return Namespace(
            name: name, vectors: vectors, words: index, state: state, rows: numbers, bytes: length)
    }

    /// Looks whether a file is there, whole by its length, and its table of contents right. Reads no more of it.
    /// - Throws: `.corrupt` that names the file.
    static func look(_ path: String) throws(KapellError) {
        do throws(VectorError) { try VectorIndex.look(path: path) } catch { throw KapellError(error) }
    }

    static func verify(_ path: String, name: String, options: VectorCollectionOptions) throws(KapellError) {
        do throws(VectorError) { try VectorIndex.verify(path: path) } catch { throw KapellError(error) }
        _ = try open(path, name: name, options: options)
    }
}
