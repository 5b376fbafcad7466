import KapellCore

extension NewDocument {
    /// What must hold of a document before it is stored.
    func check() throws(KapellError) {
        let name = record.name
        let plain = [name, record.hash, record.kind] + parts.compactMap(\.kind)
        guard !name.isEmpty, !plain.contains(where: { $0.utf8.contains(0) }) else {
            throw invalid("A document has no name, or one that holds a zero byte.", "Name it.")
        }
        guard let text else {
            guard chunks.isEmpty, pages.isEmpty, parts.isEmpty else {
                throw invalid(
                    "The document \"\(name)\" has chunks, pages or parts but no text.", "Write its text with them.")
            }
            return
        }
        var whole = text
        let wrong: Int? = whole.withUTF8 { source in
            for (ordinal, chunk) in chunks.enumerated() {
                let span = chunk.span
                guard span.start >= 0, span.start <= span.end, span.end <= source.count,
                    chunk.text.utf8.elementsEqual(source[span.start..<span.end])
                else { return ordinal }
                if let parent = chunk.parent {
                    guard parent.start >= 0, parent.start <= span.start, span.end <= parent.end,
                        parent.end <= source.count
                    else { return ordinal }
                }
            }
            return nil
        }
        if let wrong {
            throw invalid(
                "Chunk \(wrong) of the document \"\(name)\" is not the text of its span, or lies beside its parent.",
                "Cut chunks out of the text by the bytes of their spans.")
        }
        for pages in [pages] + parts.map(\.pages) where Set(pages.map(\.number)).count != pages.count {
            throw invalid("The document \"\(name)\" has two pages of the same number.", "Number its pages from 1.")
        }
    }

    func check(dimensions: Int) throws(KapellError) {
        for (ordinal, chunk) in chunks.enumerated() where chunk.vector.count != dimensions {
            throw invalid(
                "The vector of chunk \(ordinal) of the document \"\(record.name)\" has \(chunk.vector.count) "
                    + "dimensions; its knowledge base has \(dimensions).",
                "Embed the document with the embedding model of its knowledge base.")
        }
    }

    private func invalid(_ message: String, _ remedy: String) -> KapellError {
        KapellError(.invalidRequest, message, remedy: remedy)
    }
}
