import KapellCore
import Synchronization

/// How one request changes a session.
extension LanguageModelSession {
    /// What a request begins with.
    struct Opening: Sendable {
        /// Names the request; changes under any other name are ignored.
        var number: Int
        var policy: SessionPolicy
        /// Tokens that the session has spent.
        var spent: Int
    }

    /// Begins a request with its prompt.
    func begin(_ prompt: Transcript.Prompt) throws -> Opening {
        if let problem = tools.problem { throw problem }
        return try change { state in
            guard state.current == nil else { throw Error.concurrentRequests }
            Self.completeCalls(&state.transcript)
            state.requests += 1
            state.current = state.requests
            state.start = state.transcript.count
            state.wasMutated = false
            state.transcript.append(.prompt(prompt))
            return Opening(number: state.requests, policy: state.policy, spent: state.usage.totalTokenCount)
        }
    }

    /// Adds what a step has given.
    func append(_ entries: [Transcript.Entry], to number: Int) throws {
        try change { state in
            guard state.current == number else { throw CancellationError() }
            guard !state.wasMutated else { throw Error.transcriptMutationWhileResponding }
            state.transcript.entries.append(contentsOf: entries)
        }
    }

    /// The history that a model is to be shown, and what is rendered of it.
    func history(_ number: Int, window: TranscriptWindow?) throws -> (Transcript, RenderedHistory?) {
        let (transcript, rendering) = try state.withLock { state in
            guard state.current == number else { throw CancellationError() }
            guard !state.wasMutated else { throw Error.transcriptMutationWhileResponding }
            return (state.transcript, state.rendering)
        }
        guard let window else { return (transcript, rendering) }
        let trimmed = transcript.trimmed(toTokens: window.tokens, counting: window.count)
        return (trimmed, trimmed.count == transcript.count ? rendering : nil)
    }

    /// Ends a request that succeeded.
    func finish(_ number: Int) throws {
        try change { state in
            guard state.current == number else { throw CancellationError() }
            state.current = nil
            guard !state.wasMutated else {
                Self.revert(&state)
                throw Error.transcriptMutationWhileResponding
            }
        }
    }

    /// Ends a request that failed, or that nobody waits for any more.
    func fail(_ number: Int, partial: [Transcript.Entry] = []) {
        change { state in
            guard state.current == number else { return }
            state.current = nil
            guard state.errorPolicy == .preserveTranscript else { return Self.revert(&state) }
            state.transcript.entries.append(contentsOf: partial)
            Self.completeCalls(&state.transcript)
        }
    }

    private static func revert(_ state: inout State) {
        state.transcript.entries.removeSubrange(min(state.start, state.transcript.count)...)
        state.rendering = RenderedHistory()
    }

    /// Answers the calls of the last step that have no result as cancelled.
    static func completeCalls(_ transcript: inout Transcript) {
        var end = transcript.count
        var answered: Set<String> = []
        while end > 0, case .toolOutput(let output) = transcript.entries[end - 1] {
            answered.insert(output.id)
            end -= 1
        }
        guard end > 0, case .toolCalls(let calls) = transcript.entries[end - 1] else { return }
        for call in calls where !answered.contains(call.id) {
            transcript.append(
                .toolOutput(
                    Transcript.ToolOutput(
                        id: call.id, toolName: call.toolName,
                        segments: [ToolOutputText.text("The call was cancelled.")])))
        }
    }
}
