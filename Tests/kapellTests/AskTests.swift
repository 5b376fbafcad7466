import KapellJSON
import Testing

@Suite("ask, search and ingest", .enabled(if: Program.hasModels), .timeLimit(.minutes(10))) struct AskTests {
    /// A folder of three documents, one in a folder below.
    private func filled() throws -> Workspace {
        let space = try Workspace()
        try space.write(Samples.lease, to: "papers/lease.md")
        try space.write("The bakery opens at six in the morning and closes at noon.\n", to: "papers/notes/hours.txt")
        try space.write("The licence fee is 300 euros a year.\n", to: "papers/licence.txt")
        return space
    }

    private func expectVerbatim(_ passage: JSONValue, _ space: Workspace, in folder: String) throws {
        let document = try #require(passage["document"]?.stringValue)
        let bytes = try space.read("\(folder)/\(document)")
        let start = try #require(passage["start"]?.intValue)
        let end = try #require(passage["end"]?.intValue)
        try #require(0 <= start && start < end && end <= bytes.count)
        #expect(passage["text"]?.stringValue.map { Array($0.utf8) } == Array(bytes[start..<end]))
    }

    @Test("ask --json prints one object with the answer and its evidence, verbatim") func ask() async throws {
        let space = try filled()
        let outcome = try await space.kapell("ask", Samples.question, "--in", "./papers", "--json")
        #expect(outcome.code == 0, "\(outcome)")
        let answer = try outcome.json()
        for key in ["answer", "refused", "citations", "verdicts", "usage", "run"] {
            #expect(answer.contains(key), "\(key)")
        }
        #expect(answer["refused"] == false)
        #expect(answer["answer"]?.stringValue?.contains("six months") == true)
        #expect(answer["answer"]?.stringValue?.contains("[1]") == true)
        #expect(answer["verdicts"]?.arrayValue?.isEmpty == false)
        #expect(answer["usage"]?["embedding_tokens"]?.intValue ?? 0 > 0)
        let citations = try #require(answer["citations"]?.arrayValue)
        #expect(citations.first?["document"] == "lease.md")
        #expect(citations.first?["page"]?.isNull == true)
        for citation in citations { try expectVerbatim(citation, space, in: "papers") }

        let run = try #require(answer["run"]?.stringValue)
        let shown = try await space.kapell("runs", "show", run, "--json").json()
        #expect(shown["run"]?.stringValue == run)
        #expect(shown["status"] == "succeeded")
        #expect(shown["events"]?.arrayValue?.count ?? 0 >= 4)
        let last = try await space.kapell("runs", "show", "last", "--json").json()
        #expect(last["run"]?.stringValue == run)
        let listed = try await space.kapell("runs", "list", "--json").json()
        #expect(listed["runs"]?.arrayValue?.compactMap { $0["kind"]?.stringValue } == ["ask", "ingest"])
        let text = try await space.kapell("runs", "show", "last")
        #expect(text.output.contains(Samples.question))
    }

    @Test("ask prints the answer, then each citation with document and span") func askAsText() async throws {
        let space = try filled()
        let outcome = try await space.kapell("ask", Samples.question, "--in", "papers/lease.md")
        #expect(outcome.code == 0, "\(outcome)")
        #expect(outcome.output.contains("six months"))
        #expect(outcome.output.contains("[1] lease.md"))
        #expect(outcome.output.contains("bytes "))
        #expect(outcome.errors.contains("kapell runs show"))
    }

    @Test("What the documents do not say is refused, with exit code 0") func refusal() async throws {
        let space = try filled()
        let outcome = try await space.kapell(
            "ask", "Who won the football world cup in 1998?", "--in", "papers", "--json")
        #expect(outcome.code == 0)
        let answer = try outcome.json()
        #expect(answer["refused"] == true)
        #expect(answer["citations"] == [])
        #expect(answer["reason"]?.stringValue?.isEmpty == false)
        #expect(try await space.kapell("runs", "show", "last", "--json").json()["status"] == "refused")
    }

    @Test("search --json prints passages that are verbatim, best first, within the limit") func search() async throws {
        let space = try filled()
        let outcome = try await space.kapell("search", "opening hours", "--in", "./papers", "--limit", "2", "--json")
        #expect(outcome.code == 0, "\(outcome)")
        let results = try #require(try outcome.json()["results"]?.arrayValue)
        #expect((1...2).contains(results.count))
        #expect(results.first?["document"] == "notes/hours.txt")
        let scores = results.compactMap { $0["score"]?.doubleValue }
        #expect(scores == scores.sorted(by: >) && scores.count == results.count)
        for result in results { try expectVerbatim(result, space, in: "papers") }
        let text = try await space.kapell("search", "opening hours", "--in", "./papers")
        #expect(text.output.contains("1. notes/hours.txt"))
    }

    @Test("ingest --json reports each file; a second time nothing has changed; then only what did") func ingest()
        async throws
    {
        let space = try Workspace()
        try space.configure()
        try space.write(Samples.lease, to: "documents/lease.md")
        try space.write("Second document.\n", to: "documents/b.txt")
        func counts() async throws -> [Int?] {
            let outcome = try await space.kapell("ingest", "--json")
            #expect(outcome.code == 0, "\(outcome)")
            let report = try outcome.json()
            #expect(report["knowledge"] == "documents")
            return ["added", "updated", "unchanged", "removed", "failed"].map { report[$0]?.intValue }
        }
        #expect(try await counts() == [2, 0, 0, 0, 0])
        #expect(try await counts() == [0, 0, 2, 0, 0])
        #expect(try await space.kapell("ingest").output.contains("nothing has changed"))
        try space.write("Second document, changed.\n", to: "documents/b.txt")
        try space.write("Third.\n", to: "documents/c.txt")
        try space.remove("documents/lease.md")
        #expect(try await counts() == [1, 1, 0, 1, 0])
        let found = try await space.kapell("search", "lease", "--no-sync", "--json").json()
        #expect(found["results"]?.arrayValue?.allSatisfy { $0["document"] != "lease.md" } == true)
        let more = try await space.kapell("ingest", "documents/c.txt", "--into", "documents", "--json")
        #expect(more.code == 0, "\(more)")
    }

    @Test("Models and doctor say what is there") func models() async throws {
        let space = try Workspace()
        let models = try await space.kapell("models", "--json").json()
        let names = models["models"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        #expect(names.contains("local/all-minilm-l6-v2") && names.contains("local/smollm2-135m-instruct"))
        #expect(try await space.kapell("models").output.contains("local/all-minilm-l6-v2"))
        let doctor = try await space.kapell("doctor", "--json")
        let findings = try doctor.json()["findings"]?.arrayValue ?? []
        #expect(findings.count >= 5)
        #expect(findings.allSatisfy { $0["ok"] == true || $0["remedy"]?.stringValue?.isEmpty == false }, "\(doctor)")
        #expect(doctor.code == (findings.allSatisfy { $0["ok"] == true } ? 0 : 1))
    }
}
