/// What a person thinks of an answer, see ``LanguageModelSession/logFeedbackAttachment(sentiment:issues:desiredOutput:)``.
public struct LanguageModelFeedback: Sendable {
    /// How a person likes an answer.
    public enum Sentiment: Sendable, Hashable, CaseIterable {
        case positive
        case negative
        case neutral
    }

    /// Something that is wrong with an answer.
    public struct Issue: Sendable {
        /// What kind of thing is wrong.
        public enum Category: Sendable, Hashable, CaseIterable {
            case unhelpful
            case tooVerbose
            case didNotFollowInstructions
            case incorrect
            case stereotypeOrBias
            case suggestiveOrSexual
            case vulgarOrOffensive
            /// A guard stopped what it should have let pass.
            case triggeredGuardrailUnexpectedly
        }

        let category: Category
        let explanation: String?

        /// An issue.
        ///
        /// - Parameter explanation: what is wrong, in a person's words.
        public init(category: Category, explanation: String? = nil) {
            self.category = category
            self.explanation = explanation
        }
    }
}
