internal import KapellCore

extension PartReader {
    /// The formats whose parts are read by this.
    private static let packing: Set<DocumentKind> = [.zip, .mail]

    /// Finds a document that is packed in another one, at any depth, without reading the text of any.
    ///
    /// - Parameter fingerprint: see ``PartFingerprint``.
    /// - Throws: `.notFound` when there is none; what concerns the whole file, such as its limits.
    static func part(
        _ fingerprint: String, of source: DocumentSource, tools: ToolRunner
    ) throws(KapellError) -> DocumentSource {
        let outer = DocumentSource(bytes: source.bytes, name: source.name, seeking: fingerprint)
        var failure: KapellError?
        do throws(KapellError) {
            let format = try FormatRegistry.format(for: outer)
            // What is found is kept beside: of what is not read, no document comes.
            if packing.contains(format.kind) { _ = try format.read(outer, tools: tools) }
        } catch {
            failure = error
        }
        if let found = outer.budget.found { return DocumentSource(bytes: found.bytes, name: found.name) }
        if let failure, failure.code == .limitExceeded { throw failure }
        throw KapellError(
            .notFound, "\(source.plainName) does not hold the document that is to be shown.",
            remedy: "Index it again: kapell ingest")
    }

    /// Takes the part if it is the one that is looked for, else looks into it. What is damaged was left out when the file
    /// was indexed, too.
    func search(_ part: DocumentSource) {
        guard part.budget.found == nil, !part.budget.take(part), let format = try? FormatRegistry.format(for: part),
            Self.packing.contains(format.kind)
        else { return }
        _ = try? format.read(part, tools: tools)
    }
}
