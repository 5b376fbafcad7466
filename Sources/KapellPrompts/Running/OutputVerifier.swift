import KapellCore
import KapellJSON

/// Judges whether an answer is the JSON that the prompt's output schema asks for.
struct OutputVerifier: Verifier {
    let output: PromptOutput

    var name: String { "schema" }

    func verify(_ draft: PromptDraft) async throws -> Verdict<PromptDraft> {
        guard let value = draft.value else {
            let feedback =
                draft.isCut
                ? "it was cut before its JSON was complete. Write shorter values."
                : "it holds no JSON. Write one JSON value, and nothing else."
            return Verdict(
                verifier: name, decision: .retry(feedback: feedback),
                reason: draft.isCut ? "The answer was cut before its JSON was complete." : "The answer holds no JSON.")
        }
        let violations = output.compiled.validate(value)
        guard violations.isEmpty else {
            let sentence = PromptInput.sentence(Array(violations.prefix(5)), whole: "the answer")
            return Verdict(
                verifier: name, decision: .retry(feedback: sentence), reason: sentence,
                evidence: [Evidence("violations", .integer(Int64(violations.count)))])
        }
        return Verdict(verifier: name, decision: .accept, reason: "The answer satisfies the output schema.")
    }
}
