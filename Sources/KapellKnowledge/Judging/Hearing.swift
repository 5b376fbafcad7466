import KapellJSON

/// What came of putting one statement to a judge.
package enum Hearing: Sendable, Hashable {
    case heard(Judgement)
    case unheard(Absence)

    /// Why a judge was not heard.
    package enum Absence: Sendable, Hashable {
        /// It did not answer in time.
        case timeout
        /// Its answer was not in the form that was asked for.
        case malformed
        /// The tokens of the budget were used up.
        case tokens
        /// It failed, with what the error says.
        case failed(String)
    }
}

extension Hearing.Absence {
    /// One word, for programs.
    var name: String {
        switch self {
        case .timeout: "timeout"
        case .malformed: "malformed"
        case .tokens: "tokens"
        case .failed: "failed"
        }
    }

    /// One sentence, for people.
    var sentence: String {
        switch self {
        case .timeout: "The judge was not heard: it did not answer in time."
        case .malformed: "The judge was not heard: its answer was not in the form that was asked for."
        case .tokens: "The judge was not heard: the tokens of the budget are used up."
        case .failed(let message): "The judge was not heard: \(message)"
        }
    }
}

extension Hearing {
    /// `{"model", "verdict", "reason"}`, or `{"model", "unheard", "reason"}` where it was not heard.
    func json(_ model: String) -> JSONObject {
        switch self {
        case .heard(let judgement):
            [
                "model": .string(model), "verdict": .string(judgement.finding.rawValue),
                "reason": .string(judgement.reason),
            ]
        case .unheard(let absence):
            ["model": .string(model), "unheard": .string(absence.name), "reason": .string(absence.sentence)]
        }
    }

    /// The same in the form of a check, as those of `KapellVerification` are shown.
    var check: JSONObject {
        let (outcome, detail) =
            switch self {
            case .heard(let judgement):
                (
                    judgement.finding == .supported ? "holds" : "fails",
                    "\(judgement.finding.rawValue): \(judgement.reason)"
                )
            case .unheard(let absence): ("unmeasured", absence.sentence)
            }
        return ["check": "judge", "outcome": .string(outcome), "detail": .string(detail)]
    }
}
