import KapellCore

/// Quotes lists whole.
struct ListFollower {
    let store: any KnowledgeStore

    /// Puts the whole list in the place of each chosen sentence that announces one, and of its items where all are asked
    /// for. What lies in a list that is quoted is not quoted again.
    ///
    /// - Returns: whether a list was cut because it is long.
    func follow(_ chosen: inout [Candidate], question: Question) async throws -> Bool {
        var readers: [Int64: ListReader] = [:]
        var texts: [Int64: [UInt8]] = [:]
        var isCut = false
        var grown: [Candidate] = []
        for (index, candidate) in chosen.enumerated() {
            let passage = candidate.passage
            if grown.contains(where: { $0.passage.covers(passage) }) { continue }
            var candidate = candidate
            if texts[passage.documentID] == nil {
                let text = try await store.text(of: passage.documentID) ?? ""
                texts[passage.documentID] = Array(text.utf8)
                readers[passage.documentID] = ListReader(text)
            }
            let wantsAll = question.wantsList && index == 0
            if let found = readers[passage.documentID]?.list(at: passage.span, wantsAll: wantsAll),
                let bytes = texts[passage.documentID]
            {
                candidate.passage.span = found.span
                candidate.passage.text = String(decoding: bytes[found.span.start..<found.span.end], as: UTF8.self)
                isCut = isCut || found.isCut
            }
            grown.removeAll { candidate.passage.covers($0.passage) }
            grown.append(candidate)
        }
        chosen = grown
        return isCut
    }
}

extension Passage {
    func covers(_ other: Passage) -> Bool {
        documentID == other.documentID && span.start <= other.span.start && other.span.end <= span.end
    }
}
