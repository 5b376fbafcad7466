package import KapellCore
package import KapellJSON

extension EvaluationItem {
    private static let fields = [
        "id", "corpus", "kind", "answerable", "question", "documents", "document", "quote", "alternatives", "evidence",
        "minimal", "answer", "must_not", "neighbours", "verdict", "why", "misleads", "near_miss",
    ]

    /// Reads one entry of a data set: the form of `Evaluations/Legal`, or a short one, in which `document`, `quote` and
    /// `alternatives` stand for the evidence, and `answer` is a text or a list of ways to write the one fact.
    ///
    /// - Parameters:
    ///   - place: file and line, for errors, and the identifier where there is none.
    /// - Throws: `.invalidRequest` that names the place and the field.
    package init(_ object: JSONObject, place: String) throws(KapellError) {
        let fields = ItemFields(object: object, place: place)
        try fields.only(Self.fields)
        let question = try fields.required("question", limit: EvaluationLimits.questionBytes)
        var evidence = try Self.passages(fields, "evidence")
        if evidence.isEmpty { evidence = try Self.quotations(fields) }
        let minimal = try Self.passages(fields, "minimal")
        let facts = try Self.facts(fields)
        let knows = !evidence.isEmpty || !facts.isEmpty
        let isAnswerable: Bool
        if let said = try fields.flag("answerable") {
            isAnswerable = said
        } else if knows {
            isAnswerable = true
        } else {
            throw fields.fault("Neither `answerable` nor an answer or evidence is given.")
        }
        guard knows == isAnswerable else {
            throw fields.fault(
                isAnswerable
                    ? "An answerable question needs `answer`, `evidence` or `quote`."
                    : "A question that is not answerable has neither `answer` nor evidence.")
        }
        let isNear = try fields.flag("near_miss") ?? false
        let kind = try fields.text("kind", limit: 200) ?? "question"
        let needs = Set(evidence.compactMap(\.need))
        if let stray = facts.first(where: { !needs.isEmpty && !needs.contains($0.need) }) {
            throw fields.fault("`answer` has the need `\(stray.need.prefix(40))`, of which there is no evidence.")
        }
        var verdict: YesNo?
        if let text = try fields.text("verdict") {
            guard let known = YesNo(rawValue: text) else { throw fields.fault("`verdict` must be yes or no.") }
            verdict = known
        }
        self.init(
            id: try fields.text("id", limit: 200) ?? place, corpus: try fields.text("corpus", limit: 200),
            kind: !isAnswerable && kind == "none" ? (isNear ? "near_miss" : "off_topic") : kind,
            isAnswerable: isAnswerable, question: question, evidence: evidence,
            minimal: minimal.isEmpty ? evidence : minimal, answer: facts, mustNot: try fields.texts("must_not"),
            neighbours: try fields.texts("neighbours"), verdict: verdict)
    }

    private static func passages(_ fields: ItemFields, _ key: String) throws(KapellError) -> [ExpectedPassage] {
        var passages: [ExpectedPassage] = []
        for entry in try fields.objects(key) {
            try entry.only(["need", "document", "quote", "start", "end", "page", "cells"])
            var span: ByteSpan?
            if let start = try entry.whole("start") {
                guard let end = try entry.whole("end"), start < end else {
                    throw entry.fault("`end` must be behind `start`.")
                }
                span = ByteSpan(start: start, end: end)
            }
            // An absent need is the one thing that is asked for; a need that is null is none.
            let isLead = entry.object["need"]?.isNull == true
            passages.append(
                ExpectedPassage(
                    need: isLead ? nil : try entry.text("need", limit: 200) ?? "a",
                    documents: try entry.texts("document"), quote: try entry.required("quote"), span: span,
                    page: try entry.whole("page"), cells: try entry.texts("cells")))
        }
        return passages
    }

    private static func quotations(_ fields: ItemFields) throws(KapellError) -> [ExpectedPassage] {
        guard let quote = try fields.text("quote") else { return [] }
        let documents = try fields.texts("document")
        return ([quote] + (try fields.texts("alternatives"))).map {
            ExpectedPassage(documents: documents, quote: $0)
        }
    }

    private static func facts(_ fields: ItemFields) throws(KapellError) -> [ExpectedFact] {
        guard let value = fields.object["answer"], !value.isNull else { return [] }
        guard value.arrayValue?.first?.objectValue != nil else {
            let ways = try fields.texts("answer")
            return ways.isEmpty ? [] : [ExpectedFact(any: ways)]
        }
        var facts: [ExpectedFact] = []
        for entry in try fields.objects("answer") {
            try entry.only(["need", "any"])
            let ways = try entry.texts("any")
            guard !ways.isEmpty else { throw entry.fault("`any` is missing or empty.") }
            facts.append(ExpectedFact(need: try entry.text("need", limit: 200) ?? "a", any: ways))
        }
        return facts
    }
}
