import KapellCore
import KapellJSON

/// Judges whether an answer is the JSON that the prompt's output schema asks for.
struct OutputVerifier: Verifier {
    let output: PromptOutput

    var name: String { "schema" }

    func verify(_ draft: PromptDraft) async throws -> Verdict<PromptDraft> {
        guard let value = draft.value else { return missing(draft) }
        let violations = output.compiled.validate(value)
        guard violations.isEmpty else {
            let sentence = PromptInput.sentence(Array(violations.prefix(5)), whole: "the answer")
            return Verdict(
                verifier: name, decision: .retry(feedback: sentence), reason: sentence,
                evidence: [Evidence("violations", .integer(Int64(violations.count)))])
        }
        if output.hasIntegers, let path = WideNumbers.path(in: value) {
            let sentence = "\(path.isEmpty ? "the answer" : path) must be a number of at most 64 bits."
            return Verdict(verifier: name, decision: .retry(feedback: sentence), reason: sentence)
        }
        return Verdict(verifier: name, decision: .accept, reason: "The answer satisfies the output schema.")
    }

    /// What is said of an answer in which no JSON was found.
    private func missing(_ draft: PromptDraft) -> Verdict<PromptDraft> {
        let problem = draft.problem ?? ReplyError(.noValue, "")
        let (feedback, reason): (String, String) =
            switch problem.reason {
            case .cut,
                .empty where draft.isCut, .noValue where draft.isCut:
                (
                    "it was cut before its JSON was complete. Write shorter values.",
                    "The answer was cut before its JSON was complete."
                )
            case .empty, .noValue:
                ("it holds no JSON. Write one JSON value, and nothing else.", "The answer holds no JSON.")
            case .broken, .several, .tooLong: (problem.message, problem.message)
            }
        return Verdict(verifier: name, decision: .retry(feedback: feedback), reason: reason)
    }
}
