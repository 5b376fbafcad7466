import KapellCore
import KapellKnowledge
import KapellTesting
import Testing

@Suite("References to clauses, and where the clauses stand")
struct ClauseReferenceTests {
    private func found(_ text: String) -> [String] {
        ClauseReference.found(in: text).map {
            $0.steps.map { "\($0.kind.rawValue) \($0.label)" }.joined(separator: " > ")
        }
    }

    @Test(
        "A reference is read however it is written",
        arguments: [
            ("What does clause 14.3 of the agreement say?", ["clause 14.3"]),
            ("section 8.2(b)(ii) of the lease", ["section 8.2 > item b > item ii"]),
            ("Schedule 2, Part B", ["schedule 2 > part B"]), ("Part B of Schedule 5", ["schedule 5 > part B"]),
            ("§ 5 and §7.1", ["section 5", "section 7.1"]), ("Art. 4, para 2", ["article 4 > paragraph 2"]),
            ("as clauses 21.2 and 21.3 provide", ["clause 21.2", "clause 21.3"]),
            ("Sections 1, 2 or 3", ["section 1", "section 2", "section 3"]), ("Article IV", ["article 4"]),
            ("clause 5 and Schedule 3", ["clause 5", "schedule 3"]), ("clause no. 7", ["clause 7"]),
            ("Exhibit A", ["exhibit A"]), ("Annex 01", ["annex 1"]),
        ])
    func read(_ text: String, _ steps: [String]) { #expect(found(text) == steps) }

    @Test(
        "What is no reference is none",
        arguments: [
            "the notice clause 30 days before", "which section says so", "a part of it", "an Invariant Section of it",
            "schedule a meeting", "", "§", "clause", "clause (", "version 3", "In 2024 the clause",
        ])
    func none(_ text: String) { #expect(found(text) == []) }

    private static let text = """
        SERVICES AGREEMENT

        1. Term  3
        2. Fees  4
        Schedule 1: Sites  9

        1. Term

        1.1 The term is five years. It may be ended as clause
        2 allows.
        1.2 Duties. The Supplier shall:

        (a) supply the goods; and
        (b) send invoices.

        1.10 Last of all.

        2. Fees

        2.1 The fee is EUR 40.

        Schedule 1: Sites

        Part A: Old sites

        1. Hull and Ely.

        Part B: New sites

        1. Ripon alone.

        # Signatures

        Signed by both.
        """

    private func clause(_ reference: String) -> String? {
        guard let one = ClauseReference.found(in: reference).first, let span = ClauseOutline(Self.text).span(of: one)
        else { return nil }
        return String(decoding: Array(Self.text.utf8)[span.start..<span.end], as: UTF8.self)
    }

    @Test("A clause reaches to the next that is none of its own; a table of contents is passed over")
    func spans() {
        #expect(clause("clause 1")?.hasPrefix("1. Term\n\n1.1 The term") == true)
        #expect(clause("clause 1")?.hasSuffix("1.10 Last of all.") == true)
        #expect(clause("section 1.1") == "1.1 The term is five years. It may be ended as clause\n2 allows.")
        #expect(clause("clause 1.2")?.hasSuffix("send invoices.") == true)
        #expect(clause("clause 1.2(b)") == "(b) send invoices.")
        #expect(clause("clause 2") == "2. Fees\n\n2.1 The fee is EUR 40.")
        #expect(clause("Schedule 1, Part B")?.hasPrefix("Part B: New sites\n\n1. Ripon alone.") == true)
        #expect(clause("Part A of Schedule 1") == "Part A: Old sites\n\n1. Hull and Ely.")
        #expect(clause("paragraph 1 of Part B of Schedule 1")?.hasPrefix("1. Ripon alone.") == true)
    }

    @Test(
        "A clause that is not there is not another one",
        arguments: [
            "clause 1.3", "clause 3", "clause 1.1.1", "clause 1.2(c)", "Schedule 2", "Annex 1", "Schedule 1, Part C",
        ])
    func missing(_ reference: String) { #expect(clause(reference) == nil) }

    @Test("Whatever the text, what is found lies in it, in bounded time")
    func random() {
        var random = SeededGenerator(5)
        let pieces = [
            "clause ", "§", "Schedule ", "1", "2.3", ".", "(", "a)", "\n", "\n\n", " and ", "Part B", "# ", "ü", "of ",
            "IV ",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 1...60, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            let count = text.utf8.count
            let outline = ClauseOutline(text)
            for reference in ClauseReference.found(in: text) {
                #expect(reference.span.start >= 0 && reference.span.end <= count && !reference.span.isEmpty)
                guard let span = outline.span(of: reference) else { continue }
                #expect(span.start >= 0 && span.end <= count && !span.isEmpty)
            }
        }
        let many = String(repeating: "1. Term\n", count: 60_000)
        let began = ContinuousClock.now
        #expect(ClauseReference.found(in: String(many.prefix(8_000))).isEmpty)
        #expect(ClauseOutline(many).span(of: ClauseReference.found(in: "clause 1")[0]) != nil)
        #expect(ContinuousClock.now - began < .seconds(5))
    }
}
