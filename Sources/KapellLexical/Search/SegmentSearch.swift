/// Finds the documents of a segment that match a plan, with their scores. Deleted ones are among them.
struct SegmentSearch {
    let segment: Segment

    /// - Parameter among: Documents, ascending, of which only these are asked for.
    func find(_ plan: QueryPlan, among: [Int]? = nil) -> FoundDocuments {
        switch plan {
        case .nothing, .silent: FoundDocuments()
        case .sum(let terms): joined(terms, among, +)
        case .best(let terms): joined(terms, among, max)
        case .phrases(let phrases):
            phrases.reduce(FoundDocuments()) { $0.union(find($1, among), +) }
        case .combined(let must, let should, let mustNot, let minimum):
            combined(must, should, mustNot, minimum, among)
        }
    }

    private func combined(
        _ must: [QueryPlan], _ should: [QueryPlan], _ mustNot: [QueryPlan], _ minimum: Int, _ among: [Int]?
    ) -> FoundDocuments {
        var found: FoundDocuments?
        for plan in must.sorted(by: { $0.cost < $1.cost }) {
            let more = find(plan, among: found?.documents ?? among)
            found = found.map { $0.adding(more, required: true) } ?? more
        }
        if !should.isEmpty {
            var sum = FoundDocuments()
            var counts = FoundDocuments()
            for plan in should {
                let more = find(plan, among: found?.documents ?? among)
                sum = sum.union(more, +)
                if minimum > 1 {
                    counts = counts.union(
                        FoundDocuments(documents: more.documents, scores: more.documents.map { _ in 1 }), +)
                }
            }
            if minimum > 1 {
                var enough = FoundDocuments()
                for (index, document) in sum.documents.enumerated() where Int(counts.scores[index]) >= minimum {
                    enough.append(document, sum.scores[index])
                }
                sum = enough
            }
            found = found.map { $0.adding(sum, required: minimum > 0) } ?? sum
        }
        var result = found ?? FoundDocuments()
        for plan in mustNot where !result.documents.isEmpty {
            result = result.subtracting(find(plan, among: result.documents))
        }
        return result
    }

    private func joined(
        _ terms: [QueryPlan.Term], _ among: [Int]?, _ combine: (Double, Double) -> Double
    ) -> FoundDocuments {
        var lists = terms.map { find($0, among) }.filter { !$0.documents.isEmpty }
        // Pairs of neighbours, so that many lists are not walked many times.
        while lists.count > 1 {
            lists = stride(from: 0, to: lists.count, by: 2).map { index in
                index + 1 < lists.count ? lists[index].union(lists[index + 1], combine) : lists[index]
            }
        }
        return lists.first ?? FoundDocuments()
    }

    private func find(_ term: QueryPlan.Term, _ among: [Int]?) -> FoundDocuments {
        let field = segment.fields[term.field]
        var found = FoundDocuments()
        guard let place = field.terms.find(term.bytes) else { return found }
        var cursor = PostingCursor(field, term: place)
        defer { cursor.release() }
        func add(_ document: Int) {
            let score = term.scorer.score(Float(cursor.frequency), length: field.lengths[document])
            found.append(document, Double(score))
        }
        if let among {
            for document in among {
                cursor.advance(to: document)
                guard let current = cursor.document else { break }
                if current == document { add(document) }
            }
        } else {
            while let document = cursor.document {
                add(document)
                cursor.advance()
            }
        }
        return found
    }

    private func find(_ phrase: QueryPlan.Phrase, _ among: [Int]?) -> FoundDocuments {
        let field = segment.fields[phrase.field]
        var found = FoundDocuments()
        let places = phrase.terms.compactMap { field.terms.find($0) }
        guard places.count == phrase.terms.count else { return found }
        var cursors = places.map { PostingCursor(field, term: $0) }
        defer { for cursor in cursors { cursor.release() } }
        let lead = places.indices.min { field.frequencies[places[$0]] < field.frequencies[places[$1]] } ?? 0
        var positions = [[UInt32]](repeating: [], count: places.count)
        var matcher = PhraseMatcher(phrase.slots, slop: phrase.slop)

        func test(_ document: Int) {
            for index in cursors.indices where index != lead {
                cursors[index].advance(to: document)
                guard cursors[index].document == document else { return }
            }
            for index in cursors.indices { cursors[index].positions(into: &positions[index]) }
            let frequency = matcher.frequency(positions)
            guard frequency > 0 else { return }
            found.append(
                document, Double(phrase.scorer.score(Float(frequency), length: field.lengths[document])))
        }

        if let among {
            for document in among {
                cursors[lead].advance(to: document)
                guard let current = cursors[lead].document else { break }
                if current == document { test(document) }
            }
        } else {
            while let document = cursors[lead].document {
                test(document)
                cursors[lead].advance()
            }
        }
        return found
    }
}
