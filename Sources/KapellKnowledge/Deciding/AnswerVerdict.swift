/// What a quotation surely says to a question that asks for yes or no.
public enum AnswerVerdict: String, Sendable, Hashable, CaseIterable {
    case yes
    case no
    /// It depends on what the quotation names and the question leaves out.
    case conditional

    /// The verdict as it is put before a quotation.
    public var sentence: String {
        switch self {
        case .yes: "Yes."
        case .no: "No."
        case .conditional: "Under a condition."
        }
    }
}
