import KapellCore
import KapellJSON

/// Holds an answer to the labels: whichever one it names, alone.
struct LabelVerifier: Verifier {
    let labels: [String]

    var name: String { "label" }

    func verify(_ draft: PromptDraft) async throws -> Verdict<PromptDraft> {
        let answer = draft.text.trimmed.lowercased()
        let exact = labels.filter { $0.lowercased() == answer.trimmingMarks }
        let named = exact.isEmpty ? labels.filter { answer.holdsWords($0.lowercased()) } : exact
        guard named.count == 1, let label = named.first else {
            return Verdict(
                verifier: name,
                decision: .retry(feedback: "write exactly one of: \(labels.joined(separator: ", "))."),
                reason: named.isEmpty ? "The answer names none of the labels." : "The answer names several labels.")
        }
        var fixed = draft
        fixed.value = .string(label)
        return Verdict(verifier: name, decision: .fix(fixed), reason: "The answer names one of the labels.")
    }
}

extension String {
    /// Without quotation marks and full stops at its ends.
    var trimmingMarks: String {
        let marks: Set<Character> = ["\"", "'", "`", ".", "“", "”", "*", ":", " ", "-"]
        guard let first = firstIndex(where: { !marks.contains($0) }),
            let last = lastIndex(where: { !marks.contains($0) })
        else { return "" }
        return String(self[first...last])
    }

    /// Whether a text stands in this one as words of its own.
    func holdsWords(_ text: String) -> Bool {
        guard !text.isEmpty else { return false }
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
            let after = range.upperBound == endIndex ? nil : self[range.upperBound]
            if before?.isLetter != true, before?.isNumber != true, after?.isLetter != true, after?.isNumber != true {
                return true
            }
            rest = rest[range.upperBound...]
        }
        return false
    }
}
