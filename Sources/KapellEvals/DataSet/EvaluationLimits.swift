/// How large a data set may be. What is larger is refused.
package enum EvaluationLimits {
    /// Bytes of one file.
    package static let fileBytes = 256 << 20
    /// Questions of all files together.
    package static let items = 100_000
    /// Bytes of one question.
    package static let questionBytes = 8_192
    /// Bytes of any other text.
    package static let textBytes = 1 << 20
    /// Entries of one list: passages, facts, ways to write a fact.
    package static let entries = 1_000
    /// Kinds of questions that reports tell apart.
    package static let kinds = 200
}
