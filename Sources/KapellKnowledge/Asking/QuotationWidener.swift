package import KapellCore

/// Quotes lists whole, and sentences with the clause that they stand in where that is short: what qualifies a sentence
/// often stands beside it.
struct QuotationWidener {
    let store: any KnowledgeStore

    /// Puts the whole list in the place of each chosen sentence that announces one, and of its items where all are asked
    /// for, and a short clause in the place of a sentence of it. What lies in a quotation is not quoted again.
    ///
    /// - Returns: whether a list was cut because it is long.
    func widen(_ chosen: inout [Candidate], question: Question) async throws -> Bool {
        var texts: [Int64: Text] = [:]
        var isCut = false
        var widened: [Candidate] = []
        for (index, candidate) in chosen.enumerated() {
            let passage = candidate.passage
            if widened.contains(where: { $0.passage.covers(passage) }) { continue }
            var candidate = candidate
            let text: Text
            if let known = texts[passage.documentID] {
                text = known
            } else {
                text = try await self.text(of: passage.documentID)
                texts[passage.documentID] = text
            }
            let wantsAll = question.wantsList && index == 0
            if let list = text.lists.list(at: passage.span, wantsAll: wantsAll) {
                text.put(list.span, into: &candidate.passage)
                isCut = isCut || list.isCut
            } else if let clause = text.clauses.clause(at: passage.span) {
                text.put(clause, into: &candidate.passage)
            }
            widened.removeAll { candidate.passage.covers($0.passage) }
            widened.append(candidate)
        }
        chosen = widened
        return isCut
    }

    private struct Text {
        let layout: DocumentLayout
        let lists: ListReader

        var clauses: ClauseReader { ClauseReader(lists) }

        func put(_ span: ByteSpan, into passage: inout Passage) {
            passage.span = span
            passage.text = String(decoding: lists.bytes[span.start..<span.end], as: UTF8.self)
            layout.locate(&passage)
        }
    }

    private func text(of document: Int64) async throws -> Text {
        Text(
            layout: try await DocumentLayout(of: document, in: store),
            lists: ListReader(try await store.text(of: document) ?? ""))
    }
}

extension Passage {
    /// Whether it holds all of another.
    package func covers(_ other: Passage) -> Bool {
        documentID == other.documentID && span.start <= other.span.start && other.span.end <= span.end
    }
}
