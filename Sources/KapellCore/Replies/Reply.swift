package import KapellJSON

/// The JSON value of what a model has written: bare, in a code fence, or with prose around it.
///
/// Nothing is repaired, and nothing is guessed: where nobody can know which value is meant, or whether it is whole, that
/// is a ``ReplyError`` which tells the model what to mend. The cost is in proportion to the text.
package struct Reply: Sendable {
    /// What is read at most: 16 MiB, 512 levels.
    package static let limits = JSONLimits(bytes: 16 * 1_024 * 1_024)

    /// The value.
    package let value: JSONValue
    /// What was left out, each a sentence.
    package let dropped: [String]

    /// Reads a whole reply.
    ///
    /// - Parameters:
    ///   - text: the reply, in UTF-8.
    ///   - forms: the forms that the value may have; it is looked for by them. A single value of another form is taken
    ///     as well, so that what is wrong with it can be said.
    ///   - fits: whether a value is what was asked for. It is only asked where there are several values, or where what
    ///     follows one cannot be read: then the one that fits is taken.
    package static func read(
        _ text: [UInt8], forms: ReplyForms = .all, limits: JSONLimits = Reply.limits, fits: ((JSONValue) -> Bool)? = nil
    ) throws(ReplyError) -> Reply {
        guard text.count <= limits.bytes else { throw ReplyError.tooLong(limits) }
        return try ReplySearch(bytes: text, forms: forms, limits: limits, fits: fits).run()
    }
}
