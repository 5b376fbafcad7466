public import KapellCore
public import KapellDocuments

/// Cuts a document into passages that are searched.
///
/// The text of a passage is exactly its span of the document. Together they hold all of the document but white space,
/// in order. Without an overlap no two of them share a byte. What fits is not cut: a sentence with the marker of its
/// list, a table, a block of code, a heading and what follows it. The time is in proportion to the text.
public struct Chunker: Sendable {
    /// Enters the fingerprint of an index: a change of these rules indexes again.
    public static let version = 4

    public var options: ChunkingOptions
    private let counter: (any TokenCounter)?

    /// - Parameter counter: counts as the model does that embeds the passages. With it no passage is longer than the
    ///   model's window; without it tokens are estimated.
    public init(_ options: ChunkingOptions = .init(), counter: (any TokenCounter)? = nil) {
        self.options = options
        self.counter = counter
    }

    /// - Parameter hash: identifies the document; it enters the passages' names.
    /// - Throws: `.limitExceeded` where the document would be cut into more than a million passages; `.cancelled` when
    ///   the task was cancelled, which ends the cutting of a long document within it.
    public func chunks(of document: ExtractedDocument, hash: String = "") throws(KapellError) -> ChunkedDocument {
        let bytes = Array(document.text.utf8)
        let outline = Outline(document, bytes)
        let measure = Measure(bytes, options, counter)
        let blocks = options.by == .code ? [] : DocumentBlocks.blocks(of: document, bytes)
        var source = UnitSource(outline, Packer(measure, outline, blocks, options), options)
        read(document, bytes.count, &source)
        guard !Task.isCancelled else { throw KapellError.wrapping(CancellationError()) }
        guard !source.packer.isFull else {
            throw KapellError(
                .limitExceeded, "The document would be cut into more than \(Packer.most) passages.",
                remedy: "Let passages be longer, or split the document.")
        }
        return written(source.packer, outline, document, measure, hash)
    }

    // MARK: Reading

    /// Source code is read by lines, everything else by sections.
    private func read(_ document: ExtractedDocument, _ count: Int, _ source: inout UnitSource) {
        var start = 0
        for code in codeSpans(of: document, source.bytes) where code.start >= start {
            readText(ByteSpan(start: start, end: code.start), &source)
            source.takeCode(in: code)
            start = code.end
        }
        readText(ByteSpan(start: start, end: count), &source)
        source.finish()
    }

    private func codeSpans(of document: ExtractedDocument, _ bytes: [UInt8]) -> [ByteSpan] {
        let whole = [ByteSpan(start: 0, end: bytes.count)]
        switch options.by {
        case .code: return whole
        case .structure where document.kind == .code: return whole
        case .structure: return document.parts.filter { $0.kind == .code && bytes.isCut($0.span) }.map(\.span)
        case .sentence, .tokens: return []
        }
    }

    private func readText(_ region: ByteSpan, _ source: inout UnitSource) {
        guard !region.isEmpty else { return }
        var section = source.outline.section(at: region.start)
        while section < source.outline.sections.count, source.outline.sections[section].span.start < region.end {
            source.take(section, in: region)
            section += 1
        }
    }

    // MARK: Writing

    private func written(
        _ packer: Packer, _ outline: Outline, _ document: ExtractedDocument, _ measure: Measure, _ hash: String
    ) -> ChunkedDocument {
        let drafts = packer.drafts
        let parents = options.parents.map { ParentBuilder(outline: outline, tokens: $0).parents(of: drafts) } ?? []
        var result = ChunkedDocument(chunks: [], parents: [], overlong: packer.overlong)
        result.chunks.reserveCapacity(drafts.count)
        var end = 0
        for draft in drafts {
            result.chunks.append(
                Chunk(
                    id: ChunkIdentity.of(.chunk, hash, draft.span), span: draft.span,
                    pages: pages(of: draft.span, document), heading: outline.path(of: draft.section),
                    context: draft.context, tableHeader: draft.tableHeader, text: measure.bytes.string(draft.span),
                    overlap: max(0, min(end, draft.fresh) - draft.span.start), parent: nil))
            end = draft.span.end
        }
        for parent in parents {
            let id = ChunkIdentity.of(.parent, hash, parent.span)
            result.parents.append(
                ChunkParent(
                    id: id, span: parent.span, pages: pages(of: parent.span, document),
                    heading: outline.path(of: parent.section), chunks: parent.chunks))
            for index in parent.chunks { result.chunks[index].parent = id }
        }
        return result
    }

    private func pages(of span: ByteSpan, _ document: ExtractedDocument) -> ClosedRange<Int>? {
        guard let first = document.page(at: span.start), let last = document.page(at: span.end - 1) else { return nil }
        return min(first, last)...max(first, last)
    }
}
