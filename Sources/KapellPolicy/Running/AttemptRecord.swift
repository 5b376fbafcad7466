public import KapellCore
public import KapellJSON

/// One attempt of a request, for the journal and for metrics.
public struct AttemptRecord: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// The first one.
        case first
        /// Another one on the same target.
        case retry
        /// On the next target, after a failure.
        case fallback
        /// On another target, to go on with a text that was cut.
        case continuation
    }

    public enum Outcome: String, Sendable, Hashable {
        /// The answer is whole.
        case succeeded
        /// No answer began.
        case failed
        /// The answer began and was cut.
        case cut
        /// The caller has gone.
        case cancelled
        /// It was not made: the target rests, or its window is too small.
        case skipped
    }

    /// Which attempt of the request it is, counted from 1.
    public var number: Int
    /// The target's id.
    public var target: String
    public var kind: Kind
    /// When it began, counted from the beginning of the request.
    public var started: Duration
    /// The wait before it.
    public var waited = Duration.zero
    /// From its beginning to its end.
    public var duration = Duration.zero
    /// From its beginning to its first event, where there was one.
    public var firstEvent: Duration?
    public var outcome: Outcome
    /// Of the error, where there was one.
    public var code: KapellError.Code?
    /// Whether the provider may bill it.
    public var mayBeBilled = false
    /// What was reported; `nil` where nothing was.
    public var usage: ModelUsage?
    /// Bytes of text, thoughts and arguments that came.
    public var writtenBytes = 0

    /// About how many tokens were written, where the provider did not say so, or said so before the end: a token of most
    /// vocabularies holds about four bytes. Never for a bill.
    public var estimatedOutputTokens: Int? {
        guard writtenBytes > 0, usage == nil || outcome == .cut || outcome == .cancelled else { return nil }
        return (writtenBytes - 1) / 4 + 1
    }

    public init(number: Int, target: String, kind: Kind, started: Duration, outcome: Outcome) {
        self.number = number
        self.target = target
        self.kind = kind
        self.started = started
        self.outcome = outcome
    }

    /// `{"number", "target", "kind", "started_ms", "duration_ms", "outcome", "may_be_billed"}`, and `waited_ms`,
    /// `first_event_ms`, `code`, `usage` and `estimate` (`{"output_tokens", "written_bytes"}`) where there are any.
    public var json: JSONValue {
        func milliseconds(_ duration: Duration) -> JSONValue { .number((duration.secondsValue * 1e6).rounded() / 1e3) }
        var object: JSONObject = [
            "number": .integer(Int64(number)), "target": .string(target), "kind": .string(kind.rawValue),
            "started_ms": milliseconds(started), "duration_ms": milliseconds(duration),
        ]
        if waited > .zero { object["waited_ms"] = milliseconds(waited) }
        if let firstEvent { object["first_event_ms"] = milliseconds(firstEvent) }
        object["outcome"] = .string(outcome.rawValue)
        if let code { object["code"] = .string(code.rawValue) }
        object["may_be_billed"] = .bool(mayBeBilled)
        if let usage { object["usage"] = usage.json }
        if let estimatedOutputTokens {
            object["estimate"] = [
                "output_tokens": .integer(Int64(estimatedOutputTokens)), "written_bytes": .integer(Int64(writtenBytes)),
            ]
        }
        return .object(object)
    }
}
