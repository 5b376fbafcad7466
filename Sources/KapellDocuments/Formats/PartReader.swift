internal import KapellCore

/// Reads a document that is packed in another, by its own format.
struct PartReader {
    let outer: DocumentSource
    let tools: ToolRunner

    /// Writes the part below its name, or a warning why it is left out. An e-mail or a folder goes on without it.
    ///
    /// - Parameter level: of the heading that names it.
    /// - Throws: only what concerns the whole file: its limits.
    func read(
        _ bytes: [UInt8], name: String, level: Int, into builder: inout DocumentBuilder
    ) throws(KapellError) {
        let part = outer.part(bytes, name: name)
        let shown = part.plainName
        guard part.depth <= ExtractionBudget.depth else {
            builder.warn("\(shown) was left out: it is packed more than \(ExtractionBudget.depth) times.")
            return
        }
        guard outer.budget.takePart() else {
            throw outer.excessive("holds more than \(ExtractionBudget.parts) parts")
        }
        guard !bytes.isEmpty else {
            builder.warn("\(shown) was left out: it is empty.")
            return
        }
        guard outer.budget.sought == nil else { return search(part) }
        do throws(KapellError) {
            let document = try FormatRegistry.format(for: part).read(part, tools: tools)
            builder.part(
                document, name: shown, level: level,
                fingerprint: document.pages.isEmpty ? nil : PartFingerprint.of(bytes))
        } catch {
            builder.warn("\(shown) was left out: \(error.message)")
        }
        guard builder.bytes.count <= tools.limits.outputBytes else {
            throw DocumentExtractor.outputError(outer.name, limit: tools.limits.outputBytes)
        }
    }
}
