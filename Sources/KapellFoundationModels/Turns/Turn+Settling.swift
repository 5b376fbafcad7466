import KapellCore

/// How a request ends that has failed.
extension Turn {
    /// Looks after the calls, gives the session free, and says why the request failed.
    nonisolated(nonsending) func end(_ error: any Error) async -> any Error {
        var reason = error
        if error is TimeIsUp {
            reason = LanguageModelError.timeout(
                .init(debugDescription: "The request took longer than the \(policy.budget.duration ?? .zero) it had."))
        }
        let keeps = (errorPolicy ?? session.transcriptErrorHandlingPolicy) == .preserveTranscript
        spend()
        ledger.close()
        await settleDoubts()
        await undo(all: !keeps)
        let unsettled = ledger.unsettled
        if !keeps {
            // What happened once stays, and the transcript will not say so.
            for entry in ledger.entries where entry.isDone { ledger.remove(entry.key, leaving: .remains) }
        }
        let doubts = takeDoubts()
        session.fail(
            opening.number, partial: partial, keeps: keeps, outputs: ledger.outputs,
            unsettled: ledger.unsettled + doubts)
        guard !unsettled.isEmpty else { return reason }
        if var failure = reason as? LanguageModelSession.ToolCallError {
            failure.underlyingError = LanguageModelSession.UnsettledCallsError(
                cause: failure.underlyingError, calls: unsettled)
            return failure
        }
        return LanguageModelSession.UnsettledCallsError(cause: reason, calls: unsettled)
    }

    /// The calls of plain tools that are in doubt. They do not change the error of the request, which is Apple's.
    func takeDoubts() -> [UnsettledCall] {
        let doubts = ledger.takeDoubts()
        let outputs = ledger.outputs
        for doubt in doubts where outputs[doubt.call.id] == nil {
            ledger.keep(answer(doubt.call, .failed, Self.doubt).output)
        }
        return doubts
    }

    private nonisolated(nonsending) func settleDoubts() async {
        for entry in ledger.entries {
            guard case .once = entry.effect, !entry.isDone else { continue }
            switch await ledger.settle(entry.key) {
            case .done(let content):
                ledger.happened(entry.key, content)
                ledger.keep(answer(entry.call, .called, content).output)
            case .unknown(let error):
                ledger.remove(entry.key, leaving: .unknown(error))
                ledger.keep(answer(entry.call, .failed, Self.doubt).output)
            case .notDone, .undoFailed, nil: ledger.remove(entry.key)
            }
        }
    }

    /// Undoes calls, the last one first: all, or those of which the transcript will not say that they happened.
    private nonisolated(nonsending) func undo(all: Bool) async {
        for entry in ledger.entries.reversed() {
            guard case .compensable = entry.effect, all || !entry.isDone else { continue }
            await undo(entry)
        }
    }

    /// Undoes one call. Whether that went well.
    @discardableResult
    nonisolated(nonsending) func undo(_ entry: CallLedger.Entry) async -> Bool {
        guard case .undoFailed(let error)? = await ledger.settle(entry.key) else {
            ledger.remove(entry.key)
            ledger.keep(answer(entry.call, .cancelled, "The call was taken back.").output)
            return true
        }
        ledger.remove(entry.key, leaving: .undoFailed(error))
        ledger.keep(answer(entry.call, .failed, Self.doubt).output)
        return false
    }

    /// What a model is told of a call of which nobody knows whether it happened.
    static let doubt = "It is not known whether this call happened. Do not make it again."
}
