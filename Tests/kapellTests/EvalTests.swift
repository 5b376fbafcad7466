import KapellJSON
import Testing

@Suite("eval", .enabled(if: Program.hasModels), .timeLimit(.minutes(10))) struct EvalTests {
    private static let questions = """
        questions:
          - id: notice
            kind: duration
            question: \(Samples.question)
            answer: [six months]
            document: lease.md
            quote: Either party may end this lease with six months' written notice.
          - id: hours
            kind: time
            question: When does the bakery open in the morning?
            answer: [six, "6"]
            document: hours.txt
            quote: The bakery opens at six in the morning
          - id: cup
            kind: off_topic
            question: Who won the football world cup in 1998?
            answerable: false
        """

    private func filled() throws -> Workspace {
        let space = try Workspace()
        try space.write(Samples.lease, to: "papers/lease.md")
        try space.write("The bakery opens at six in the morning and closes at noon.\n", to: "papers/hours.txt")
        try space.write(Self.questions, to: "questions.yaml")
        return space
    }

    private func value(_ report: JSONObject, _ metric: String) -> Double? {
        report["metrics"]?.arrayValue?.first { $0["id"]?.stringValue == metric }?["value"]?.doubleValue
    }

    @Test("Questions are asked and judged; reports, gates, a comparison and the journal follow") func questions()
        async throws
    {
        let space = try filled()
        let first = try await space.kapell(
            "eval", "questions.yaml", "--in", "./papers", "--json", "--against", "words", "--report", "before.json",
            "--report", "r.html", "--report", "r.md", "--gate", "answer.exact>=1", "--gate", "answer.refused>=1")
        #expect(first.code == 0, "\(first)")
        let report = try first.json()
        #expect(report["form"] == "kapell-evaluation/1")
        #expect(report["complete"] == true)
        #expect(report["failures"] == 0)
        #expect(value(report, "answer.exact") == 1)
        #expect(value(report, "answer.quoted") == 1)
        #expect(value(report, "answer.refused") == 1)
        #expect(value(report, "answer.right") == 1)
        #expect(value(report, "answer.retrieved") == 1)
        #expect(value(report, "answer.cost") == 0)
        #expect(value(report, "answer.time") ?? 0 > 0)
        let refused = report["metrics"]?.arrayValue?.first { $0["id"] == "answer.refused" }
        #expect(refused?["against"]?.arrayValue?.first?["name"] == "BM25 alone")
        #expect(refused?["against"]?.arrayValue?.first?["value"] == 0.0)
        #expect(String(decoding: try space.read("r.html"), as: UTF8.self).contains("<!doctype html>"))
        #expect(String(decoding: try space.read("r.md"), as: UTF8.self).contains("answer"))

        let second = try await space.kapell(
            "eval", "questions.yaml", "--in", "./papers", "--baseline", "before.json", "--kind", "duration",
            "--gate", "answer.right<0.5")
        #expect(second.code == 4, "\(second)")
        #expect(second.output.contains("before.json"))
        #expect(second.output.contains("NO"))
        let runs = try await space.kapell("runs", "list", "--json").json()
        let kinds = runs["runs"]?.arrayValue?.compactMap { $0["kind"]?.stringValue } ?? []
        #expect(kinds.count { $0 == "eval" } == 2)
        #expect(kinds.contains("ask"))
    }

    @Test("A blind report tells nothing of single questions") func blind() async throws {
        let space = try filled()
        let outcome = try await space.kapell(
            "eval", "questions.yaml", "--in", "./papers", "--json", "--blind", "--limit", "2", "--seed", "3")
        #expect(outcome.code == 0, "\(outcome)")
        let report = try outcome.json()
        #expect(report["results"] == nil)
        #expect(report["questions"] == 2)
    }

    @Test("What is wrong is said before anything is asked") func faults() async throws {
        let space = try filled()
        try space.write(#"{"name": "x"}"#, to: "cases.jsonl")
        for (arguments, code) in [
            (["questions.yaml", "--in", "./papers", "--gate", "right>1"], 2),
            (["questions.yaml", "--in", "./papers", "--kind", "none"], 2),
            (["questions.yaml", "--in", "./papers", "--report", "x.pdf"], 2),
            (["questions.yaml", "--in", "./papers", "--baseline", "none.json"], 3), (["none.yaml"], 3),
            (["cases.jsonl", "--limit", "3"], 2), (["questions.yaml", "--in", "./papers", "--limit", "0"], 64),
        ] as [([String], Int32)] {
            let outcome = try await space.kapell(["eval"] + arguments)
            #expect(outcome.code == code, "\(arguments): \(outcome)")
        }
    }
}
