public import KapellJSON

/// What became of an answer.
public enum AnswerOutcome: Sendable, Hashable {
    /// It is in the journal. The run goes on when it is resumed.
    case accepted
    /// The question was answered before, with this value, which stays.
    case alreadyAnswered(JSONValue)
    /// The deadline has passed, or the run has ended. Nothing was changed.
    case late
}
