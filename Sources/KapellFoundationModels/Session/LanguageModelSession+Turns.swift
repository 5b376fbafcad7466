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
        if case .fixed(_, let tools) = source, let problem = tools.problem { throw problem }
        return try change { state in
            guard state.current == nil else { throw Error.concurrentRequests }
            Self.completeCalls(&state.transcript, [:])
            state.requests += 1
            state.current = state.requests
            state.start = state.transcript.count
            state.saved = nil
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
    func history(_ number: Int) throws -> (Transcript, RenderedHistory?) {
        try state.withLock { state in
            guard state.current == number else { throw CancellationError() }
            guard !state.wasMutated else { throw Error.transcriptMutationWhileResponding }
            return (state.transcript, state.rendering)
        }
    }

    /// Ends a request that succeeded. One that did not is not ended by this.
    ///
    /// - Parameter unsettled: calls that have failed although the request has not.
    func finish(_ number: Int, unsettled: [UnsettledCall] = []) throws {
        try change { state in
            state.unsettled += unsettled
            guard state.current == number else { throw CancellationError() }
            guard !state.wasMutated else { throw Error.transcriptMutationWhileResponding }
            state.current = nil
            state.saved = nil
        }
    }

    /// Ends a request that failed, or that nobody waits for any more.
    ///
    /// - Parameters:
    ///   - partial: what the model has given in the step that did not end.
    ///   - keeps: whether the transcript stays as it is; `nil` for what the session says.
    ///   - outputs: what is known of the calls of the last step, by their ids.
    func fail(
        _ number: Int, partial: [Transcript.Entry] = [], keeps: Bool? = nil,
        outputs: [String: Transcript.ToolOutput] = [:], unsettled: [UnsettledCall] = []
    ) {
        change { state in
            state.unsettled += unsettled
            guard state.current == number else { return }
            state.current = nil
            guard keeps ?? (state.errorPolicy == .preserveTranscript) else { return Self.revert(&state) }
            state.saved = nil
            // A step that is kept at this moment may be given as well.
            let kept = Set(state.transcript.entries[min(state.start, state.transcript.count)...].map(\.id))
            state.transcript.entries.append(contentsOf: partial.filter { !kept.contains($0.id) })
            Self.completeCalls(&state.transcript, outputs)
        }
    }

    private static func revert(_ state: inout State) {
        if let saved = state.saved {
            state.transcript.entries = saved
            state.saved = nil
        } else {
            state.transcript.entries.removeSubrange(min(state.start, state.transcript.count)...)
        }
        state.rendering = RenderedHistory()
    }

    /// Gives each call of the last step its result, in the order of the calls: the one that is there, the one that is
    /// known, or that it was cancelled.
    static func completeCalls(_ transcript: inout Transcript, _ known: [String: Transcript.ToolOutput]) {
        var end = transcript.count
        var outputs = known
        while end > 0, case .toolOutput(let output) = transcript.entries[end - 1] {
            outputs[output.id] = output
            end -= 1
        }
        var calls: [Transcript.ToolCall] = []
        for entry in transcript.entries[..<end].reversed() {
            guard case .toolCalls(let entry) = entry else { break }
            calls = entry.calls + calls
        }
        guard !calls.isEmpty, transcript.count - end < calls.count else { return }
        transcript.entries.removeSubrange(end...)
        for call in calls {
            transcript.append(
                .toolOutput(
                    outputs[call.id]
                        ?? Transcript.ToolOutput(
                            id: call.id, toolName: call.toolName,
                            segments: [ToolOutputText.text("The call was cancelled.")])))
        }
    }
}
