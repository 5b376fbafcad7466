import KapellCore
import KapellEvals
import KapellServer
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Files of data sets") struct DataSetFilesTests {
    /// Runs `body` with a folder that holds these files.
    private func with(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = "\(FileManager.default.temporaryDirectory.path())/kapell-sets-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: "\(folder)/below", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
        try body(folder)
    }

    @Test("YAML, JSON and lines are read, in folders too, each with its hash") func forms() throws {
        let files = [
            "a.yaml": "questions:\n  - question: What?\n    answer: [ten, 10]\ngates: [\"answer.right>=0.5\"]\n",
            "below/b.jsonl": #"{"question": "Which?", "answer": "x"}"# + "\n",
            "c.json": #"[{"question": "Who?", "answerable": false}]"#, "notes.txt": "no data set",
        ]
        try with(files) { folder in
            let read = try DataSetFiles.read([folder, "\(folder)/c.json"])
            #expect(read.map { $0.source.name.split(separator: "/").last } == ["a.yaml", "b.jsonl", "c.json"])
            #expect(read.map { $0.dataSet.items.count } == [1, 1, 1])
            #expect(read[0].dataSet.items[0].answer == [ExpectedFact(any: ["ten", "10"])])
            #expect(read[0].dataSet.gates.count == 1)
            #expect(read.allSatisfy { $0.source.hash.count == 64 })
            #expect(try DataSetFiles.holdQuestions([folder]))
        }
    }

    @Test("Recorded runs of workflows are told from questions") func cases() throws {
        try with(["runs.jsonl": #"{"name": "a run", "workflow": "review"}"#, "empty.jsonl": "\n"]) { folder in
            for name in ["runs", "empty"] {
                let isQuestions = try DataSetFiles.holdQuestions(["\(folder)/\(name).jsonl"])
                #expect(!isQuestions)
            }
            #expect(throws: KapellError.self) { try DataSetFiles.holdQuestions(["\(folder)/none"]) }
        }
    }

    @Test(
        "What is no data set is named with its place",
        arguments: [
            ("a.yaml", "questions: [", "a.yaml"), ("a.yaml", "- question: &x What?\n  answer: *x\n", "aliases"),
            ("a.yaml", "- question: What?\n", "Neither"), ("a.jsonl", "x", "a.jsonl:1"), ("a.json", "[", "not JSON"),
            ("a.yaml", "\u{0}", "a.yaml"), ("a.txt", "x", "not JSON"),
        ])
    func faults(_ name: String, _ text: String, _ expected: String) throws {
        try with([name: text]) { folder in
            #expect { try DataSetFiles.read(["\(folder)/\(name)"]) } throws: { "\($0)".contains(expected) }
        }
    }

    @Test("A folder without data sets, and a path that is not there, are not found") func missing() throws {
        try with([:]) { folder in
            for path in [folder, "\(folder)/none.jsonl"] {
                #expect { try DataSetFiles.read([path]) } throws: { ($0 as? KapellError)?.code == .notFound }
            }
            #expect(throws: KapellError.self) { try DataSetFiles.baseline("\(folder)/none.json") }
        }
        try with(["old.json": "{}"]) { folder in
            #expect { try DataSetFiles.baseline("\(folder)/old.json") } throws: { "\($0)".contains("no report") }
        }
    }

    @Test("A report's ending says its form") func endings() throws {
        #expect(throws: KapellError.self) { try ReportFile.check("report.pdf") }
        for name in ["a.json", "b.md", "c.html"] { try ReportFile.check(name) }
    }
}
