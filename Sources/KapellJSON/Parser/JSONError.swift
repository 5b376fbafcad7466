/// Why a text is not the JSON that was asked for, and where.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    public let reason: Reason

    /// Where it is wrong: the number of bytes before it.
    public let offset: Int

    /// The line, counted from 1. A line ends with LF, CR or CRLF.
    public let line: Int

    /// The column in its line, counted from 1 in Unicode scalars.
    public let column: Int

    /// An error at a place.
    public init(_ reason: Reason, offset: Int, line: Int, column: Int) {
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column
    }

    init(_ reason: Reason, at position: JSONPosition) {
        self.init(reason, offset: position.offset, line: position.line, column: position.column)
    }
}

extension JSONError: CustomStringConvertible {
    /// The place and the reason, as a sentence: `JSON, line 3, column 7: found "]" where …`.
    public var description: String { "JSON, line \(line), column \(column): \(reason)" }
}
