/// What may go wrong between a provider and the one who asks it.
public enum Fault: Sendable, Hashable {
    /// Nothing: a whole and regular answer.
    case none
    /// Two tool calls. How their pieces are marked counts in a stream alone.
    case toolCalls(ToolIndexes)
    /// A whole and regular answer that is ``HealthyAnswer/object``.
    case object

    // MARK: The connection

    /// What answers does not speak TLS. The address must begin with `https`.
    case tlsFailure
    /// Nothing answers the TLS handshake.
    case tlsSilence
    case resetBeforeHeaders
    case resetInBody
    case silenceBeforeHeaders
    /// The header comes, and then nothing.
    case silenceBeforeTokens
    case silenceBetweenTokens
    /// Nothing more comes after the first piece of a tool call.
    case silenceInToolCall
    /// Comments, pings or blank lines keep the connection alive, and no token comes.
    case keepAliveWithoutTokens
    /// Bytes come seven at a time, this long apart.
    case slowDrip(Duration)

    // MARK: Errors as they should be

    /// 429 with `retry-after` in seconds.
    case rateLimit(seconds: Int)
    /// 429 with `retry-after` as a date, this many seconds after the answer's own `date`.
    case rateLimitUntil(seconds: Int)
    /// This status with the dialect's own error as the body.
    case status(Int)
    /// 502 with a page of HTML, as proxies send it.
    case htmlPage
    case redirect(to: String)

    // MARK: Errors in disguise

    /// 200, and an error as the body.
    case errorBody
    /// 200, some tokens, and an error among the events.
    case errorEvent
    /// 200, and an error as the first event.
    case errorEventFirst
    /// A whole answer that ends in the middle.
    case truncatedJSON
    /// A stream that ends, in good order for HTTP, after some tokens.
    case truncatedStream
    /// A stream that ends in the middle of an event.
    case truncatedEvent
    /// The reason of the end comes, and the mark of the end does not.
    case noTerminator

    // MARK: Odd answers

    case emptyChoices
    /// Usage comes together with the last piece.
    case usageWithChoices
    case noUsage
    /// More bytes than anyone should read.
    case oversized(Int)
    /// A header that promises so many bytes of the right kind, and nothing after it.
    case announced(Int)
    case invalidUTF8
    /// A frame whose checksum is wrong; elsewhere an event that is not JSON.
    case brokenFrame
    /// The whole answer at once, where a stream was asked for.
    case wholeInsteadOfStream
    /// Status, type and body as given.
    case answer(status: Int, type: String, body: String)

    /// How the pieces of two tool calls say which call they belong to.
    public enum ToolIndexes: Sendable, Hashable, CaseIterable {
        /// One call after the other, as the wire has it.
        case regular
        /// The pieces of both in turn.
        case interleaved
        /// Both calls under the same index, told apart by their ids.
        case duplicated
        case missing
        /// 3 and 7.
        case nonContiguous
    }
}
