/// Documents of one namespace on their way into a segment.
struct WriterBuffer {
    private let analyzer: Analyzer
    private let former: TermFormer
    private var ids: [Int64] = []
    private var places: [Int64: Int] = [:]
    private var fields: [Field]
    private var surfaces = ByteTable(capacity: 512)
    /// By surface: the number of its term, or `stopped`.
    private var termOfSurface: [UInt32] = []
    private var terms = ByteTable(capacity: 512)
    private(set) var tokenCount = 0

    private static let stopped = UInt32.max
    /// After so many tokens a segment is made, to bound memory.
    static let maximumTokens = 1 << 22

    private struct Field {
        /// Term and position of each token, document after document.
        var tokens: [UInt64] = []
        var starts: [Int] = [0]
    }

    init(_ schema: LexicalSchema) {
        analyzer = schema.analyzer
        former = TermFormer(schema.analyzer)
        fields = Array(repeating: Field(), count: schema.fields.count)
    }

    var isEmpty: Bool { places.isEmpty }

    /// Adds a document instead of one with the same id. `texts` has one for each field.
    mutating func add(_ id: Int64, _ texts: [String]) {
        for (index, text) in texts.enumerated() {
            if !text.isEmpty { add(text, to: index) }
            fields[index].starts.append(fields[index].tokens.count)
        }
        places[id] = ids.count
        ids.append(id)
    }

    /// - Returns: Whether there was such a document.
    mutating func remove(_ id: Int64) -> Bool { places.removeValue(forKey: id) != nil }

    private mutating func add(_ text: String, to index: Int) {
        // Taken out, so that the closure has it for itself.
        var tokens = fields[index].tokens
        fields[index].tokens = []
        let before = tokens.count
        TextScanner.scan(text, ideographs: analyzer.ideographs, isQuery: false) { scanner in
            while scanner.next() {
                let term = term(of: scanner.term)
                if term != Self.stopped {
                    tokens.append(UInt64(term) << 32 | UInt64(UInt32(truncatingIfNeeded: scanner.position)))
                }
            }
        }
        tokenCount += tokens.count - before
        fields[index].tokens = tokens
    }

    @inline(__always)
    private mutating func term(of surface: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let (index, isNew) = surfaces.insert(surface, hash: ByteTable.hash(surface))
        if isNew { termOfSurface.append(newTerm(surface)) }
        return termOfSurface[index]
    }

    private mutating func newTerm(_ surface: UnsafeBufferPointer<UInt8>) -> UInt32 {
        if analyzer.stopWords == .remove, former.isStopWord(surface) { return Self.stopped }
        return former.term(surface).withUnsafeBufferPointer { term in
            UInt32(terms.insert(term, hash: ByteTable.hash(term)).index)
        }
    }

    // MARK: Into a segment

    /// The documents that were not removed, in the order of their ids.
    func segment() -> Segment {
        let order = places.sorted { $0.key < $1.key }
        let sortedTerms = terms.sorted()
        let forms = analyzer.stems ? sortedForms() : []
        let built = fields.indices.map { field(fields[$0], order.map(\.value), sortedTerms, forms) }
        return Segment(ids: Column(order.map(\.key)), fields: built)
    }

    private func field(_ field: Field, _ order: [Int], _ sortedTerms: [Int], _ forms: [Form]) -> FieldSegment {
        var lengths: [UInt32] = []
        lengths.reserveCapacity(order.count)
        // Where the occurrences of each term begin, by counting.
        var cursors = [Int](repeating: 0, count: terms.count + 1)
        for place in order {
            let range = field.starts[place]..<field.starts[place + 1]
            lengths.append(UInt32(range.count))
            for index in range { cursors[Int(field.tokens[index] >> 32) + 1] += 1 }
        }
        for term in 0..<terms.count { cursors[term + 1] += cursors[term] }
        let total = cursors[terms.count]
        let occurrences = [UInt64](unsafeUninitializedCapacity: total) { room, count in
            for (document, place) in order.enumerated() {
                for index in field.starts[place]..<field.starts[place + 1] {
                    let token = field.tokens[index]
                    let term = Int(token >> 32)
                    room[cursors[term]] = UInt64(document) << 32 | token & 0xFFFF_FFFF
                    cursors[term] += 1
                }
            }
            count = total
        }
        var builder = FieldBuilder(lengths: lengths)
        var numbers = [UInt32](repeating: .max, count: terms.count)
        // A cursor stands now where the next term begins.
        for term in sortedTerms {
            let range = (term == 0 ? 0 : cursors[term - 1])..<cursors[term]
            guard !range.isEmpty else { continue }
            numbers[term] = UInt32(builder.termCount)
            builder.beginTerm()
            Self.write(occurrences, range, to: &builder)
            terms.withString(term) { _ = builder.endTerm($0) }
        }
        return builder.finish(forms: analyzer.stems ? Self.forms(forms, numbers) : nil)
    }

    private static func write(_ occurrences: [UInt64], _ range: Range<Int>, to builder: inout FieldBuilder) {
        var index = range.lowerBound
        while index < range.upperBound {
            let document = occurrences[index] >> 32
            var last: UInt32 = 0
            var frequency: UInt32 = 0
            while index < range.upperBound, occurrences[index] >> 32 == document {
                let position = UInt32(truncatingIfNeeded: occurrences[index])
                builder.writePosition(position &- last)
                last = position
                frequency += 1
                index += 1
            }
            builder.addDocument(UInt32(document), frequency: frequency)
        }
    }

    // MARK: Forms

    private typealias Form = (bytes: [UInt8], term: UInt32)

    /// Every word before stemming and its term, in the order of the words.
    private func sortedForms() -> [Form] {
        surfaces.sorted().filter { termOfSurface[$0] != Self.stopped }.map { surface in
            (surfaces.withString(surface) { former.form($0) }, termOfSurface[surface])
        }
    }

    private static func forms(_ forms: [Form], _ numbers: [UInt32]) -> FieldSegment.Forms {
        var list = FormList()
        for form in forms where numbers[Int(form.term)] != .max { list.add(form.bytes, numbers[Int(form.term)]) }
        return list.finish()
    }
}

/// Collects words and their terms, and sorts and joins them.
struct FormList {
    private var entries: [(bytes: [UInt8], term: UInt32)] = []
    private var isSorted = true

    mutating func add(_ bytes: [UInt8], _ term: UInt32) {
        if let last = entries.last, isSorted, !Self.isLess(last, (bytes, term)) { isSorted = false }
        entries.append((bytes, term))
    }

    mutating func finish() -> FieldSegment.Forms {
        if !isSorted { entries.sort(by: Self.isLess) }
        var offsets: [UInt32] = [0]
        var bytes: [UInt8] = []
        var terms: [UInt32] = []
        for (index, entry) in entries.enumerated() {
            if index > 0, entries[index - 1].term == entry.term, entries[index - 1].bytes == entry.bytes { continue }
            bytes += entry.bytes
            offsets.append(UInt32(bytes.count))
            terms.append(entry.term)
        }
        return FieldSegment.Forms(table: TermTable(offsets: offsets, bytes: bytes), terms: Column(terms))
    }

    private static func isLess(_ left: (bytes: [UInt8], term: UInt32), _ right: (bytes: [UInt8], term: UInt32)) -> Bool
    {
        left.bytes.withUnsafeBufferPointer { first in
            right.bytes.withUnsafeBufferPointer { second in
                if ByteOrder.isLess(first, second) { return true }
                return ByteOrder.areEqual(first, second) && left.term < right.term
            }
        }
    }
}
