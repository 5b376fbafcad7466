public import KapellCore

/// One step of an answer, as it happens.
public enum AskEvent: Sendable {
    /// The run's name, for the journal.
    case run(RunID)
    /// What the search found.
    case retrieved([SearchResult])
    /// Text that is not verified yet and may be replaced; only in generative mode.
    case draft(String)
    case verdict(VerdictRecord)
    /// What the answer that follows says to a question for yes or no, where it surely decides it.
    case decided(AnswerVerdict)
    /// A verified piece of the answer: append it.
    case answer(String)
    /// What a mark `[index]` of the answer stands for.
    case citation(index: Int, passage: Passage)
    /// The whole answer; the last event.
    case done(Answer)
}
