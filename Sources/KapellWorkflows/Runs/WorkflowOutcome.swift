public import KapellCore

/// How a run stands when a process stops driving it.
public struct WorkflowOutcome: Sendable {
    public let run: RunID
    public let status: WorkflowStatus
    /// The state after the last step that is whole.
    public let state: WorkflowState

    /// What a channel holds.
    ///
    /// - Throws: `.invalidRequest` when the workflow does not have the channel.
    public subscript<Value: WorkflowValue>(channel: Channel<Value>) -> Value {
        get throws { try state[channel] }
    }

    /// The outcome of a run that has succeeded.
    ///
    /// - Throws: the failure of a run that has failed; `.cancelled`; `.conflict` that says what it waits for.
    public func succeeded() throws(KapellError) -> WorkflowOutcome {
        switch status {
        case .succeeded: return self
        case .failed(let error): throw error
        case .cancelled: throw RunLog.cancelled
        default:
            let waits = status.interrupts.map { "`\($0.id)`" }.joined(separator: ", ")
            throw KapellError(
                .conflict, "The run \(run) is \(status.name)\(waits.isEmpty ? "" : " for \(waits)").",
                remedy: "Answer what it waits for, and resume it.")
        }
    }
}
