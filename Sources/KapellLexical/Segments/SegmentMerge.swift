/// Makes one segment out of the documents of several that are not deleted.
struct SegmentMerge {
    private let views: [SegmentView]
    /// By segment and document: the new number, or `.max` for a deleted one.
    private var numbers: [[UInt32]]
    private var ids: [Int64] = []
    /// Whether the documents of the segments follow one another.
    private var inOrder = true

    static func merge(_ views: [SegmentView]) -> Segment {
        let merge = SegmentMerge(views)
        guard let first = views.first else { return Segment(ids: Column([]), fields: []) }
        return Segment(ids: Column(merge.ids), fields: first.segment.fields.indices.map { merge.field($0) })
    }

    private init(_ views: [SegmentView]) {
        let views = views.filter { $0.segment.count > 0 }.sorted { $0.segment.ids[0] < $1.segment.ids[0] }
        self.views = views
        numbers = views.map { [UInt32](repeating: .max, count: $0.segment.count) }
        var places = [Int](repeating: 0, count: views.count)
        var last = 0
        // An id is in one segment only, where it is not deleted.
        while true {
            var next: Int?
            for index in views.indices {
                while places[index] < views[index].segment.count, views[index].isDeleted(places[index]) {
                    places[index] += 1
                }
                guard places[index] < views[index].segment.count else { continue }
                if let chosen = next,
                    views[chosen].segment.ids[places[chosen]] <= views[index].segment.ids[places[index]]
                {
                    continue
                }
                next = index
            }
            guard let next else { break }
            if next < last { inOrder = false }
            last = next
            numbers[next][places[next]] = UInt32(ids.count)
            ids.append(views[next].segment.ids[places[next]])
            places[next] += 1
        }
    }

    private func field(_ index: Int) -> FieldSegment {
        let fields = views.map { $0.segment.fields[index] }
        var lengths = [UInt32](repeating: 0, count: ids.count)
        for (view, field) in fields.enumerated() {
            for (document, number) in numbers[view].enumerated() where number != .max {
                lengths[Int(number)] = field.lengths[document]
            }
        }
        var builder = FieldBuilder(lengths: lengths)
        var places = [Int](repeating: 0, count: fields.count)
        var newTerms = fields.map { [UInt32](repeating: .max, count: $0.terms.count) }
        while let term = Self.least(fields, places) {
            let holders = fields.indices.filter {
                places[$0] < fields[$0].terms.count
                    && ByteOrder.areEqual(fields[$0].terms.string(places[$0]), term)
            }
            let number = UInt32(builder.termCount)
            builder.beginTerm()
            write(fields, holders, places, to: &builder)
            let isKept = builder.endTerm(term)
            for holder in holders {
                if isKept { newTerms[holder][places[holder]] = number }
                places[holder] += 1
            }
        }
        return builder.finish(forms: Self.forms(fields, newTerms))
    }

    private static func least(_ fields: [FieldSegment], _ places: [Int]) -> UnsafeBufferPointer<UInt8>? {
        var least: UnsafeBufferPointer<UInt8>?
        for (field, place) in zip(fields, places) where place < field.terms.count {
            let term = field.terms.string(place)
            if let known = least, !ByteOrder.isLess(term, known) { continue }
            least = term
        }
        return least
    }

    private func write(
        _ fields: [FieldSegment], _ holders: [Int], _ places: [Int], to builder: inout FieldBuilder
    ) {
        var cursors = holders.map { PostingCursor(fields[$0], term: places[$0]) }
        defer { for cursor in cursors { cursor.release() } }
        if inOrder || holders.count == 1 {
            for index in cursors.indices {
                while let document = cursors[index].document {
                    let number = numbers[holders[index]][document]
                    if number != .max { Self.copy(&cursors[index], as: number, to: &builder) }
                    cursors[index].advance()
                }
            }
            return
        }
        while true {
            var next: (cursor: Int, number: UInt32)?
            for index in cursors.indices {
                while let document = cursors[index].document {
                    let number = numbers[holders[index]][document]
                    if number == .max {
                        cursors[index].advance()
                        continue
                    }
                    if number < next?.number ?? .max { next = (index, number) }
                    break
                }
            }
            guard let next else { return }
            Self.copy(&cursors[next.cursor], as: next.number, to: &builder)
            cursors[next.cursor].advance()
        }
    }

    private static func copy(_ cursor: inout PostingCursor, as number: UInt32, to builder: inout FieldBuilder) {
        builder.writePositions(cursor.positionBytes())
        builder.addDocument(number, frequency: cursor.frequency)
    }

    private static func forms(_ fields: [FieldSegment], _ newTerms: [[UInt32]]) -> FieldSegment.Forms? {
        guard fields.contains(where: { $0.forms != nil }) else { return nil }
        var list = FormList()
        for (index, field) in fields.enumerated() {
            guard let forms = field.forms else { continue }
            for place in 0..<forms.table.count {
                let term = newTerms[index][Int(forms.terms[place])]
                if term != .max { list.add(Array(forms.table.string(place)), term) }
            }
        }
        return list.finish()
    }
}
