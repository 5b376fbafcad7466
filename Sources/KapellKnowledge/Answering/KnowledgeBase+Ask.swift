public import KapellCore
import KapellJSON
import KapellText

/// The events of one answer. Ending the iteration, or cancelling its task, stops the work.
public typealias AskEventStream = AsyncThrowingStream<AskEvent, any Error>

extension KnowledgeBase {
    /// Answers a question from the documents, with its evidence, or refuses.
    ///
    /// The stream ends with ``AskEvent/done(_:)`` or throws a ``KapellError``: `.invalidRequest` for an empty question,
    /// `.tooLarge` for one that is too long, `.notFound` when nothing was indexed yet.
    ///
    /// - Parameter earlier: questions of the same conversation, the oldest first, at most 16: "And for the lease?" is
    ///   read behind them. ``Answer/readAs`` says how, and how typing errors were read.
    public func ask(
        _ question: String, after earlier: [String] = [],
        budget: Budget = Budget(attempts: 2, tokens: 4_000, duration: .seconds(60))
    ) -> AskEventStream {
        AskEventStream { continuation in
            let task = Task {
                do {
                    try await answer(question, after: earlier, budget: budget) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: KapellError.wrapping(error))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func answer(
        _ text: String, after earlier: [String], budget: Budget, emit: @escaping @Sendable (AskEvent) -> Void
    ) async throws {
        let recorder = RunRecorder(journal: journal)
        try await recorder.start(kind: "ask", subject: name, content: ["question": text])
        emit(.run(recorder.id))
        try await recorder.closing {
            let run = AnswerRun(base: self, recorder: recorder, budget: budget, emit: emit)
            let read = try await read(text, after: earlier)
            var answer = try await run.answer(read)
            if read.onOneLine != text.onOneLine { answer.readAs = read }
            emit(.done(answer))
            return ((), answer.refused ? .refused : .succeeded, answer.usage)
        }
    }

    /// The sentences that were weighed for a question, best first, with what was measured of each, and how the passages
    /// were found that they are of. Typing errors are read as by ``find(_:limit:asTyped:)``.
    package func explain(
        _ question: String, limit: Int = 10, asTyped: Bool = false
    ) async throws -> (sentences: [Candidate], plan: VectorQueryResult.Plan, readAs: String?) {
        let recorder = RunRecorder(journal: journal)
        try await recorder.start(kind: "search", subject: name, content: ["question": question])
        return try await recorder.closing {
            let run = AnswerRun(base: self, recorder: recorder, budget: Budget(), emit: { _ in })
            let read = try await reading(question, asTyped: asTyped)
            let found = try await run.evidence(QuestionParts.Part(text: read.text))
            return ((Array(found.candidates.prefix(limit)), found.plan, read.readAs), .succeeded, run.usage)
        }
    }
}
