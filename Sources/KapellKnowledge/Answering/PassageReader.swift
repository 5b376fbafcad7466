import KapellCore
import KapellText

/// Reads the sentences of a passage, and measures each but for its vector.
struct PassageReader {
    let question: Question
    let focus: QuestionFocus
    let rarity: Rarity
    let foreign: ForeignNames
    let meant: DocumentNames.Match

    func candidates(in result: SearchResult) -> [Candidate] {
        let chunk = result.passage
        let bytes = Array(chunk.text.utf8)
        let above = Self.stems(Words.split("\(chunk.document) \(result.heading)"))
        var before: Set<String> = []
        var table = TableReader(header: result.tableHeader)
        var runIn = RunInHeading()
        var end = 0
        var candidates: [Candidate] = []
        for span in Sentences(bytes: bytes).spans(in: ByteSpan(start: 0, end: bytes.count)) {
            let text = String(decoding: bytes[span.start..<span.end], as: UTF8.self)
            let words = Words.split(text)
            let stems = words.map(\.stem)
            let inLine = runIn.heading(
                of: text, isOpening: end == 0 || bytes[end..<span.start].count { $0 == UInt8(ascii: "\n") } > 1)
            end = span.end
            defer { before.formUnion(stems) }
            let line = table.read(text)
            guard line != .rule, words.count > 2, !Self.isHeading(text, words, result.heading),
                !InstructionDetector.isInstruction(text)
            else { continue }
            let columns = if case .row(let head) = line { head } else { "" }
            let around = above.union(Self.stems(Words.split("\(columns) \(inLine)")))
            var features = measure(text, words, stems, around, before)
            features.chunkSimilarity = max(0, result.similarity)
            features.foreign = foreign.share(in: chunk.documentID)
            features.elsewhere = max(0, meant.elsewhere(chunk.documentID) - foreign.held[chunk.documentID, default: 0])
            features.fragment = line == .text && SentenceForm.isFragment(words) ? 1 : 0
            features.tableHead = line == .head ? 1 : 0
            features.figures = missingFigures(in: "\(result.heading) \(columns) \(text)", of: chunk.documentID)
            let passage = Passage(
                document: chunk.document, documentID: chunk.documentID, documentHash: chunk.documentHash,
                page: chunk.page,
                span: ByteSpan(start: chunk.span.start + span.start, end: chunk.span.start + span.end),
                text: text)
            candidates.append(
                Candidate(
                    passage: passage, heading: result.heading, runIn: inLine, columns: columns, features: features))
        }
        return candidates
    }

    /// The sentences of a chunk of the document that a candidate is of; no search found it.
    func candidates(in chunk: ChunkRecord, beside best: Candidate) -> [Candidate] {
        let passage = Passage(
            document: best.passage.document, documentID: chunk.document, documentHash: best.passage.documentHash,
            page: chunk.page, span: chunk.span, text: chunk.text)
        return candidates(in: SearchResult(passage: passage, of: chunk))
    }

    private func measure(
        _ text: String, _ words: [Words.Word], _ stems: [String], _ above: Set<String>, _ before: Set<String>
    ) -> Candidate.Features {
        var features = Candidate.Features()
        features.form = AnswerForm.match(question, words: words, text: text)
        features.permission = question.expectation == .yesNo && SentenceForm.isPermission(words) ? 1 : 0
        features.coverage = rarity.coverage(of: focus.topic, in: [(Set(stems), 1), (above, 0.8), (before, 0.5)])
        features.related = focus.kin.coverage(by: rarity, in: [(stems, 1), (Array(above), 0.8)])
        if !focus.pairs.isEmpty {
            let held = focus.pairs.intersection(Question.pairs(of: stems))
            features.pairs = Double(held.count) / Double(focus.pairs.count)
        }
        let terms = DefinedTerms.found(in: text)
        let isMeant = question.subject.isEmpty || question.subject == ["it"]
        let defines =
            terms.contains(question.subject)
            || (isMeant && question.expectation == .definition && !terms.isDisjoint(with: question.defined))
        features.defines = defines ? 1 : 0
        features.asked =
            question.asked.isEmpty
            ? 0.5 : rarity.coverage(of: question.asked.sorted(), in: [(Set(stems), 1), (above, 0.8), (before, 0.4)])
        features.length = min(1, Double(words.count) / 60)
        return features
    }

    private func missingFigures(in text: String, of document: Int64) -> Double {
        guard !question.figures.isEmpty else { return 0 }
        let missing = question.figures.subtracting(meant.shared[document] ?? []).subtracting(DocumentNames.words(text))
        return Double(missing.count) / Double(question.figures.count)
    }

    private static func stems(_ words: [Words.Word]) -> Set<String> {
        Set(words.map(\.stem))
    }

    /// A short line that is the heading right above it, or a part of it.
    private static func isHeading(_ text: String, _ words: [Words.Word], _ heading: String) -> Bool {
        guard words.count < 12 else { return false }
        var leaf = HeadingPath.last(of: heading)
        let line = text.onOneLine
        if leaf.hasSuffix(".") { leaf.removeLast() }
        return !leaf.isEmpty && (line.contains(leaf) || leaf.contains(line))
    }
}
