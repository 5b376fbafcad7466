import KapellCore

/// What a request has to count of its calls.
struct CallBook: Sendable {
    private var rounds = 0
    private var invalid = 0

    /// One more step with calls.
    mutating func begin(_ policy: SessionPolicy) throws {
        rounds += 1
        guard rounds <= policy.maximumToolRounds else {
            throw KapellError(
                .limitExceeded,
                "The model has called tools \(policy.maximumToolRounds) times and has not answered.",
                remedy: "Raise `policy.maximumToolRounds`, or allow the model to answer without a tool.",
                isRetryable: false)
        }
    }

    /// One more call that could not be made.
    mutating func count(_ outcomes: [CallResult], _ policy: SessionPolicy) throws {
        for result in outcomes where result.outcome == .invalid {
            invalid += 1
            guard invalid <= policy.maximumInvalidCalls else {
                throw KapellError(
                    .model,
                    "The model has called tools wrongly \(invalid) times; the last was \(result.output.toolName).",
                    remedy: "Describe the tool and its arguments better, or use a larger model.", isRetryable: true)
            }
        }
    }
}

/// What a call has given, and how it ended.
struct CallResult: Sendable {
    var output: Transcript.ToolOutput
    var outcome: ToolOutcome
}
