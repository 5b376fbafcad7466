/// What a faulty server does once it has read a request, step by step.
public struct FaultReply: Sendable {
    public enum Step: Sendable {
        /// The header of an answer whose body is sent in chunks.
        case streamHead(status: Int, headers: [(String, String)])
        /// A whole answer.
        case whole(status: Int, headers: [(String, String)], body: [UInt8])
        /// These bytes, as they are.
        case raw([UInt8])
        /// These bytes as a chunk of the body.
        case chunk([UInt8])
        /// These bytes in chunks of seven each, this long apart.
        case drip([UInt8], Duration)
        case pause(Duration)
        /// The end of a body in chunks; the connection is kept.
        case end
        /// The end of the connection, in good order.
        case close
        /// The end of the connection, at once.
        case reset
        /// Nothing more, until the other side goes.
        case silence
    }

    public var steps: [Step]
    /// Whether the steps begin with the first bytes that come, whatever they are, and not with a whole request.
    public var ignoresRequest = false

    public init(_ steps: [Step]) { self.steps = steps }
}
