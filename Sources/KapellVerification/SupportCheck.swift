public import KapellJSON

/// One thing that was compared between a sentence and its span.
public struct SupportCheck: Sendable, Hashable {
    /// What is compared.
    public enum Name: String, Sendable, CaseIterable {
        /// Words that are copied: what is exchanged in them, put in or left out.
        case quotation
        /// Counts, shares, ordinals, references, and "at least" and the like.
        case numbers
        /// Sums of money.
        case amounts
        /// Dates, times, weekdays, before and after.
        case dates
        /// Durations and measures, in their units.
        case units
        /// Persons, companies, parties, and who does what.
        case names
        /// What is denied.
        case negation
        /// May, must, must not, need not.
        case modality
        /// Conditions, exceptions, "only", "all", "always".
        case conditions
        /// Whether each word stands there, in one place, and answers the question.
        case coverage
        /// Whether it is the document that is spoken of.
        case document
        /// Whether the span is an order to a program.
        case instructions
        /// Likeness of meaning by an embedding model.
        case similarity
    }

    public enum Outcome: String, Sendable {
        /// Nothing speaks against the sentence.
        case holds
        /// Something is less than sure; the estimate takes it into account.
        case doubtful
        /// The sentence is rejected for it.
        case fails
        /// It was not measured.
        case unmeasured
    }

    public var name: Name
    public var outcome: Outcome
    /// What was found, in one sentence; empty where nothing is to be said.
    public var detail: String

    /// `{"check", "outcome"}`, and `"detail"` where there is one.
    public var json: JSONObject {
        var object: JSONObject = ["check": .string(name.rawValue), "outcome": .string(outcome.rawValue)]
        if !detail.isEmpty { object["detail"] = .string(detail) }
        return object
    }
}
