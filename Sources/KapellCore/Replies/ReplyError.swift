package import KapellJSON

/// Why no value could be read out of a reply.
package struct ReplyError: Error, Sendable {
    package enum Reason: Sendable, Hashable {
        /// There is nothing but white space.
        case empty
        /// There is no JSON of the form that is looked for.
        case noValue
        /// The reply ends before its JSON does.
        case cut
        /// The JSON has an error.
        case broken
        /// There are different values, and nothing says which one is meant.
        case several
        /// There are more bytes than are read.
        case tooLong
    }

    package let reason: Reason
    /// What is wrong and where, in sentences: for the model that is asked again, and for a person.
    package let message: String
    /// The parser's own error, where there is one.
    package let underlying: JSONError?

    package init(_ reason: Reason, _ message: String, underlying: JSONError? = nil) {
        self.reason = reason
        self.message = message
        self.underlying = underlying
    }
    /// The error of a reply that has more bytes than `limits` allow.
    package static func tooLong(_ limits: JSONLimits) -> ReplyError {
        ReplyError(.tooLong, "The reply has more than \(limits.bytes) bytes. Write less.")
    }
}
