package import KapellCore
import KapellJSON

/// Accepts only quotations that stand in the stored document, byte for byte, where they say they stand.
package struct QuotationVerifier: Verifier {
    let store: any KnowledgeStore
    package let name = "quotation"

    package init(store: any KnowledgeStore) { self.store = store }

    package func verify(_ draft: Draft) async throws -> Verdict<Draft> {
        var texts: [Int64: [UInt8]] = [:]
        for passage in draft.statements.flatMap(\.support) {
            if texts[passage.documentID] == nil {
                texts[passage.documentID] = try await store.text(of: passage.documentID).map { Array($0.utf8) } ?? []
            }
            let bytes = texts[passage.documentID] ?? []
            let span = passage.span
            guard span.start >= 0, span.start < span.end, span.end <= bytes.count,
                bytes[span.start..<span.end].elementsEqual(passage.text.utf8)
            else {
                return Verdict(
                    verifier: name, decision: .refuse,
                    reason:
                        "A quotation of \(passage.document) is not what stands in the document at \(span.start)–\(span.end).",
                    evidence: [Evidence("span", .string("\(span.start)–\(span.end)"), passage: passage)])
            }
        }
        let count = draft.rendered.citations.count
        return Verdict(
            verifier: name, decision: .accept,
            reason: count == 1
                ? "The quotation stands in its document, byte for byte."
                : "All \(count) quotations stand in their documents, byte for byte.")
    }
}
