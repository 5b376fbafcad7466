import KapellCore
import KapellEvals
import KapellJSON
import Testing

@Suite("Data sets") struct DataSetTests {
    private func read(_ text: String) throws -> EvaluationDataSet {
        try EvaluationDataSet(jsonLines: Array(text.utf8), name: "set.jsonl")
    }

    private func message(_ text: String) -> String {
        do {
            _ = try read(text)
            return "none"
        } catch {
            return (error as? KapellError)?.description ?? "another"
        }
    }

    @Test("The long form gives evidence, facts and what must not be said") func longForm() throws {
        let set = try read(
            """
            {"id": "a", "corpus": "contracts", "kind": "table", "answerable": true, "question": "Which? ", "documents": ["x.md"], \
            "evidence": [{"need": "a", "document": "x.md", "quote": "one two", "start": 3, "end": 10}, \
            {"need": null, "document": "x.md", "quote": "see 2"}], \
            "minimal": [{"need": "a", "document": "x.md", "quote": "one", "cells": ["one", "two"], "page": 4}], \
            "answer": [{"need": "a", "any": ["1", "one"]}], "must_not": ["two"], "neighbours": ["three"], "verdict": "yes"}

            {"id": "b", "corpus": "licences", "kind": "near_miss", "answerable": false, "question": "What?", \
            "documents": [], "why": "not said", "misleads": {"document": "x.md", "quote": "one"}}
            """)
        #expect(set.items.count == 2)
        let item = set.items[0]
        #expect(item.evidence.map(\.need) == ["a", nil])
        #expect(item.evidence[0].span == ByteSpan(start: 3, end: 10))
        #expect(item.minimal[0].cells == ["one", "two"])
        #expect(item.minimal[0].page == 4)
        #expect(item.answer == [ExpectedFact(any: ["1", "one"])])
        #expect(item.verdict == .yes)
        #expect(item.needs == ["a"])
        #expect(!set.items[1].isAnswerable)
        #expect(set.items[1].corpus == "licences")
    }

    @Test("The short form: a quotation with alternatives, or just an answer") func shortForm() throws {
        let set = try read(
            """
            {"id": "cd-01", "question": "Q1", "answerable": true, "document": ["a.md", "b.md"], "quote": "ninety days", \
            "alternatives": ["90 days"], "kind": "duration", "near_miss": false}
            {"id": "cd-02", "question": "Q2", "answerable": false, "document": null, "quote": null, "kind": "none", "near_miss": true}
            {"question": "Q3", "answer": "ninety"}
            {"question": "Q4", "answer": ["ninety", "90"]}
            """)
        #expect(set.items[0].evidence.map(\.quote) == ["ninety days", "90 days"])
        #expect(set.items[0].evidence[0].documents == ["a.md", "b.md"])
        #expect(set.items[0].answer.isEmpty)
        #expect(set.items[1].kind == "near_miss")
        #expect(set.items[2].id == "set.jsonl:3")
        #expect(set.items[3].answer == [ExpectedFact(any: ["ninety", "90"])])
        #expect(try read(#"{"question": "Q5", "answer": 90}"#).items[0].answer == [ExpectedFact(any: ["90"])])
    }

    @Test("A list that was YAML is read, with its gates") func tree() throws {
        let value: JSONValue = [
            "questions": [["question": "Q", "answer": "A"]], "gates": ["answer.right >= 0.9", "answer.time.p95<2"],
        ]
        let set = try EvaluationDataSet(value, name: "set.yaml")
        #expect(set.items.count == 1)
        #expect(set.gates.map(\.description) == ["answer.right>=0.9", "answer.time.p95<2"])
        #expect(try EvaluationDataSet([["question": "Q", "answer": "A"]], name: "x").gates.isEmpty)
        #expect(throws: KapellError.self) { try EvaluationDataSet("text", name: "x") }
        #expect(throws: KapellError.self) { try EvaluationDataSet(["questions": 1], name: "x") }
        #expect(throws: KapellError.self) { try EvaluationDataSet(["question": []], name: "x") }
    }

    @Test(
        "What is wrong is named with its line",
        arguments: [
            ("{", "set.jsonl:1: column 2 is not JSON"), ("[]", "set.jsonl:1 is no JSON object"),
            (#"{"answer": "x"}"#, "`question` is missing"), (#"{"question": 1, "answer": "x"}"#, "must be a text"),
            (#"{"question": "q"}"#, "Neither `answerable`"),
            (#"{"question": "q", "answerable": true}"#, "needs `answer`"),
            (#"{"question": "q", "answerable": false, "answer": "x"}"#, "has neither"),
            (#"{"question": "q", "answer": "x", "quotes": "y"}"#, "`quotes` is not a field"),
            (#"{"question": "q", "evidence": [{"quote": "x", "start": 4, "end": 4}]}"#, "`end` must be behind"),
            (#"{"question": "q", "evidence": ["x"]}"#, "a list of objects"),
            (
                #"{"question": "q", "evidence": [{"quote": "x"}], "answer": [{"need": "b", "any": "y"}]}"#,
                "the need `b`"
            ),
            (#"{"question": "q", "answer": [1.5]}"#, "Put it in quotes"),
            (#"{"question": "q", "answer": "x", "verdict": "maybe"}"#, "yes or no"),
            (
                "\n" + #"{"id": "a", "question": "q", "answer": "x"}"# + "\n"
                    + #"{"id": "a", "question": "r", "answer": "x"}"#,
                "two questions of the id `a`"
            ),
        ])
    func faults(_ text: String, _ expected: String) {
        let message = message(text)
        #expect(message.contains(expected), "\(message)")
    }

    @Test("Long questions, long lists and deep values are refused") func limits() {
        #expect(
            message(#"{"answer": "x", "question": ""# + String(repeating: "q", count: 9_000) + "\"}").contains("8192"))
        let many = Array(repeating: #""x""#, count: 1_001).joined(separator: ",")
        #expect(message(#"{"question": "q", "answer": [\#(many)]}"#).contains("1001 entries"))
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(message(#"{"question": "q", "answer": \#(deep)}"#).contains("not JSON"))
    }

    @Test("Damaged lines are refused and never end the process") func fuzz() {
        var generator = SplitMix64(seed: 5)
        let good = Array(
            #"{"id": "a", "question": "q", "evidence": [{"need": "a", "quote": "x", "start": 1, "end": 2}], "answer": ["y"]}"#
                .utf8)
        var refused = 0
        for _ in 0..<3_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...3, using: &generator))
            do { _ = try EvaluationDataSet(jsonLines: bytes, name: "f") } catch {
                refused += 1
                #expect(error.code == .invalidRequest)
                #expect(error.message.hasPrefix("f"))
            }
        }
        #expect(refused > 1_000)
    }

    @Test("A choice of kinds, and a sample that is the same for one seed") func selection() throws {
        let items = (0..<50).map {
            EvaluationItem(id: "\($0)", kind: $0 % 2 == 0 ? "even" : "odd", question: "q\($0)")
        }
        #expect(try EvaluationSelection(kinds: ["odd"]).choose(from: items).count == 25)
        let drawn = try EvaluationSelection(limit: 10, seed: 4).choose(from: items)
        #expect(drawn == (try EvaluationSelection(limit: 10, seed: 4).choose(from: items)))
        #expect(drawn != (try EvaluationSelection(limit: 10, seed: 5).choose(from: items)))
        #expect(drawn.map(\.id).compactMap { Int($0) } == drawn.map(\.id).compactMap { Int($0) }.sorted())
        #expect(throws: KapellError.self) { try EvaluationSelection(kinds: ["none"]).choose(from: items) }
        #expect(throws: KapellError.self) { try EvaluationSelection().choose(from: []) }
    }

    @Test(
        "Gates that name nothing are refused",
        arguments: ["answer.right", "right>=1", "answer.right>=x", "", ">=", "answer.right.p1>1"])
    func gates(_ text: String) {
        #expect(throws: KapellError.self) { try EvaluationGate(text) }
    }
}
