import KapellJSON
import KapellText
import KapellVerification

/// What is decided of one statement, and from what: the checks, and the judge where it was asked.
struct Ruling: Sendable {
    let statement: Draft.Statement
    /// What the checks say; nil for a quotation, which another verifier compares with its document.
    let verdict: SupportVerdict?
    var hearing: Hearing?
    /// Whether a judge that was not heard counts as one that rejects.
    var needsJudge = false

    init(_ statement: Draft.Statement, _ verdict: SupportVerdict?) {
        self.statement = statement
        self.verdict = verdict
    }

    /// Whether the judge is to be asked.
    func isForJudge(_ judge: AnswerJudge) -> Bool {
        guard let verdict else { return false }
        return verdict.isSupported || (judge.overrules && mayBeOverruled(verdict))
    }

    /// A judge has read what may have been planted in a passage, and numbers and quotations are no matter of opinion.
    private func mayBeOverruled(_ verdict: SupportVerdict) -> Bool {
        !verdict.isContradicted && !statement.support.isEmpty
            && !([statement.text] + statement.support.map(\.text)).contains {
                PlantedOrders.holdsOrder($0) || InstructionDetector.isInstruction($0)
            }
    }

    var isAccepted: Bool {
        guard let verdict else { return true }
        return switch hearing {
        case nil: verdict.isSupported
        case .heard(let judgement): judgement.finding == .supported
        case .unheard: verdict.isSupported && !needsJudge
        }
    }

    /// Whether the judge accepts what the checks do not.
    var isOverruled: Bool { isAccepted && verdict?.isSupported == false }

    /// Whether nothing is wrong with it but that the judge is needed and was not heard.
    var isOnlyUnheard: Bool {
        if case .unheard = hearing { return !isAccepted && verdict?.isSupported == true }
        return false
    }

    /// What is wrong with it; nil where it is accepted.
    var feedback: String? {
        guard !isAccepted else { return nil }
        if verdict?.isSupported == false { return verdict?.feedback ?? "It is not supported." }
        switch hearing {
        case .heard(let judgement): return "The judge finds it \(judgement.finding.rawValue): \(judgement.reason)"
        case .unheard(let absence): return absence.sentence
        case nil: return "It is not supported."
        }
    }

    /// As ``SupportVerdict/json`` has it, with the statement, and with the judge as one more check.
    func json(judge: String?) -> JSONObject? {
        guard let verdict else { return nil }
        var value = verdict.json
        value["supported"] = .bool(isAccepted)
        value["feedback"] = feedback.map { .string($0) }
        if let hearing, let judge {
            value["checks"] = .array((value["checks"]?.arrayValue ?? []) + [.object(hearing.check)])
            value["judge"] = .object(hearing.json(judge))
        }
        if isOverruled { value["overruled"] = true }
        value["statement"] = .string(statement.text.onOneLine)
        return value
    }
}
