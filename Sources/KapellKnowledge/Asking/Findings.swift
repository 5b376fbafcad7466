/// The sentences that were found for a question: for each side of a comparison, or for the one question.
package struct Findings: Sendable, Hashable {
    /// Best first, for each side.
    package var sides: [[Candidate]]
    /// For each side, the estimate that it is answered.
    package var estimates: [Double]
    /// Best first, for each further question about the same thing.
    package var further: [[Candidate]]
    /// Which clause that the question names is in no document, or what a quoted one leaves out.
    package var note: String?

    package init(
        sides: [[Candidate]], estimates: [Double], further: [[Candidate]] = [], note: String? = nil
    ) {
        self.sides = sides
        self.estimates = estimates
        self.further = further
        self.note = note
    }
}
