import KapellCore
import KapellJSON
import Synchronization

/// One question on its way to its answer.
final class AnswerRun: Sendable {
    let base: KnowledgeBase
    let recorder: RunRecorder
    let budget: Budget
    let emit: @Sendable (AskEvent) -> Void
    private let spent = Mutex((all: ModelUsage(), judge: ModelUsage()))

    init(base: KnowledgeBase, recorder: RunRecorder, budget: Budget, emit: @escaping @Sendable (AskEvent) -> Void) {
        self.base = base
        self.recorder = recorder
        self.budget = budget
        self.emit = emit
    }

    /// What all took, the judge included.
    var usage: ModelUsage { spent.withLock { $0.all } }

    /// - Parameter judge: those of `usage` that the judge took.
    private func spend(_ usage: ModelUsage, judge: ModelUsage = ModelUsage()) {
        spent.withLock { spent in
            spent.all += usage
            spent.judge += judge
        }
    }

    private var judgeUsage: ModelUsage { spent.withLock { $0.judge } }

    func answer(_ text: String) async throws -> Answer {
        let found = try await findings(text)
        let answerability = AnswerabilityVerifier(threshold: EvidenceWeights.with(base.crossEncoder).threshold)
        let verdict = try await answerability.verify(found).record
        try await note(verdict)
        guard verdict.decision == .accept else { return refusal([verdict], reason: verdict.reason) }
        var chosen = EvidenceSelection.choose(from: found)
        let isCut = try await QuotationWidener(store: base.store).widen(&chosen, question: Question(text))
        let reason =
            isCut ? "The list goes on in the document: it is too long to be quoted whole." : found.note
        let draft = Draft(
            statements: chosen.map { .init(text: $0.passage.text, support: [$0.passage], isQuotation: true) })
        let outcome = try await loop(draft, question: text)
        spend(outcome.usage, judge: outcome.judgeUsage)
        let verdicts = [verdict] + outcome.verdicts
        switch outcome.ending {
        case .accepted(let draft): return try await release(draft, verdicts, reason: reason, to: text)
        case .refused(let reason): return refusal(verdicts, reason: reason)
        case .exhausted:
            // What could not be phrased within the budget is quoted, if the quotations hold.
            let quoted = try await VerificationLoop(verifiers: [QuotationVerifier(store: base.store)])
                .run(onVerdict: { try? await self.note($0) }, produce: { _ in (draft, ModelUsage()) })
            guard case .accepted(let draft) = quoted.ending else {
                return refusal(verdicts + quoted.verdicts, reason: "The evidence could not be verified.")
            }
            return try await release(draft, verdicts + quoted.verdicts, reason: reason, to: text)
        }
    }

    /// Searches for each part of the question, and weighs the sentences that were found.
    private func findings(_ text: String) async throws -> Findings {
        let parts = try await base.parts(of: text)
        guard parts.sides.isEmpty else {
            var sides: [EvidenceFinder.Found] = []
            for side in parts.sides { sides.append(try await evidence(side)) }
            let results = sides.map(\.ordered)
            let longest = results.map(\.count).max() ?? 0
            emit(.retrieved((0..<longest).flatMap { place in results.compactMap { $0.dropFirst(place).first } }))
            return Findings(
                sides: sides.map(\.candidates), estimates: sides.map(\.estimate),
                note: sides.lazy.compactMap(\.note).first)
        }
        let whole = try await evidence(QuestionParts.Part(text: text))
        emit(.retrieved(whole.ordered))
        var further: [[Candidate]] = []
        for part in parts.further {
            let found = try await evidence(part)
            if found.estimate >= EvidenceWeights.with(base.crossEncoder).threshold { further.append(found.candidates) }
        }
        return Findings(sides: [whole.candidates], estimates: [whole.estimate], further: further, note: whole.note)
    }

    /// Searches, and weighs the sentences that were found.
    func evidence(_ part: QuestionParts.Part) async throws -> EvidenceFinder.Found {
        let named = try await base.namedClauses(in: part)
        let text = named?.text ?? part.text
        let retrieved = try await base.retrieve(
            text, limit: EvidenceFinder.chunks, in: part.documents, recorder: recorder)
        spend(ModelUsage(embeddingTokens: retrieved.embeddingTokens))
        if let named, named.asksWhole || named.clauses.isEmpty { return .clauses(named, beside: retrieved) }
        let finder = EvidenceFinder(
            store: base.store, embedder: base.embedder, vectors: base.sentences,
            crossEncoder: base.crossEncoder, names: try await base.names.names(of: base.collection()))
        var found = try await finder.find(
            Question(text), in: retrieved, clauses: named?.clauses ?? [], only: named?.question.isAboutClauses ?? false)
        spend(ModelUsage(embeddingTokens: found.embeddingTokens))
        found.note = named?.unread
        return found
    }

    private func loop(_ quotations: Draft, question: String) async throws -> VerificationLoop<Draft>.Outcome {
        let quotation = QuotationVerifier(store: base.store)
        let note: @Sendable (VerdictRecord) async -> Void = { verdict in try? await self.note(verdict) }
        if base.options.mode == .generative, let writer = base.writer {
            let phrasing = Phrasing(writer: writer, question: question, quotations: quotations, recorder: recorder)
            let support = SupportVerifier(
                quotations: quotations, question: question, embedder: base.embedder,
                judge: base.judge.map { StatementJudge($0, question: question, recorder: recorder) })
            let loop = VerificationLoop<Draft>(verifiers: [support, quotation], budget: budget)
            let emit = emit
            return try await loop.run(onVerdict: note) { attempt in
                try await phrasing.draft(attempt) { emit(.draft($0)) }
            }
        }
        try await recorder.record(
            .modelOutput,
            [
                "producer": "extractive", "characters": .integer(Int64(quotations.rendered.text.count)),
                "statements": .integer(Int64(quotations.statements.count)),
            ], content: ["text": quotations.rendered.text])
        return try await VerificationLoop<Draft>(verifiers: [quotation]).run(onVerdict: note) { _ in
            (quotations, ModelUsage())
        }
    }

    /// Journals a verdict and tells whoever watches.
    private func note(_ verdict: VerdictRecord) async throws {
        try await recorder.record(.verdict, verdict.json)
        emit(.verdict(verdict))
    }

    /// Sends an accepted draft, statement by statement, with its citations.
    private func release(
        _ draft: Draft, _ verdicts: [VerdictRecord], reason: String?, to question: String
    ) async throws -> Answer {
        let (text, citations) = draft.rendered
        let verdict = try await base.verdict(of: draft, to: question)
        if let verdict { emit(.decided(verdict)) }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            emit(.answer(index == 0 ? String(line) : "\n\(line)"))
        }
        for (index, passage) in citations.enumerated() { emit(.citation(index: index + 1, passage: passage)) }
        try await recorder.record(.cost, usage.json.objectValue ?? [:])
        return Answer(
            text: text, refused: false, reason: reason, verdict: verdict, citations: citations, verdicts: verdicts,
            usage: usage, judgeUsage: judgeUsage, run: recorder.id)
    }

    private func refusal(_ verdicts: [VerdictRecord], reason: String) -> Answer {
        let text = "The documents do not answer this question."
        emit(.answer(text))
        return Answer(
            text: text, refused: true, reason: reason, citations: [], verdicts: verdicts, usage: usage,
            judgeUsage: judgeUsage, run: recorder.id)
    }
}
