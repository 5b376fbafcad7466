import KapellJSON
import KapellTesting
import Subprocess
import Testing

@Suite("Watching sources", .enabled(if: Program.hasModels), .timeLimit(.minutes(10))) struct WatchTests {
    @Test("A server with `watch: true` indexes at its start, and follows files that are added, changed and removed")
    func server() async throws {
        let space = try Workspace()
        try space.configure("    watch: true\n")
        try space.write("The fee is 40 euros.\n", to: "documents/a.txt")
        let outcome = try await space.serving { server in
            func documents() throws -> [String: Int64] {
                let answer = try server.get("/kapell/v1/knowledge/documents/documents")
                let list = try JSONValue(parsing: answer.body)["documents"]?.arrayValue ?? []
                return Dictionary(
                    list.compactMap { entry in
                        entry["name"]?.stringValue.map { ($0, Int64(entry["bytes"]?.intValue ?? 0)) }
                    }, uniquingKeysWith: { first, _ in first })
            }
            #expect(try await eventually { try documents() == ["a.txt": 21] })
            try space.write("The term is 5 years.\n", to: "documents/deep/b.txt")
            #expect(try await eventually { try documents() == ["a.txt": 21, "deep/b.txt": 21] })
            try space.write("The fee is 40,000 euros.\n", to: "documents/a.txt")
            #expect(try await eventually { try documents()["a.txt"] == 25 })
            try space.remove("documents/deep/b.txt")
            #expect(try await eventually { try documents() == ["a.txt": 25] })
            let found = try server.post("/kapell/v1/knowledge/documents/search", #"{"question": "What is the fee?"}"#)
            #expect(found.body.contains("40,000 euros"))
            #expect(try server.runs().allSatisfy { $0 != "ingest failed" })
        }
        #expect(outcome.code == 0, "\(outcome)")
    }

    @Test("ingest --watch prints a report for each change, and leaves the store to others in between")
    func command() async throws {
        let space = try Workspace()
        try space.configure()
        try space.write("The fee is 40 euros.\n", to: "documents/a.txt")
        let result = try await Subprocess.run(
            space.configuration(["ingest", "--watch", "--json"]), input: .none, output: .sequence,
            error: .string(limit: 1 << 20)
        ) { execution in
            var reports: [JSONValue] = []
            do {
                for try await line in execution.standardOutput.strings() {
                    reports.append(try JSONValue(parsing: line))
                    if reports.count == 1 {
                        let search = try await space.kapell("search", "fee", "--no-sync", "--json")
                        #expect(search.code == 0 && search.output.contains("40 euros"), "\(search)")
                        try space.write("The term is 5 years.\n", to: "documents/b.txt")
                    } else {
                        try? execution.send(signal: .interrupt)
                    }
                }
            } catch {
                try? execution.send(signal: .kill)
                throw error
            }
            return reports.map { [$0["added"]?.intValue, $0["unchanged"]?.intValue] }
        }
        #expect(result.closureResult == [[1, 0], [1, 1]])
        #expect(result.standardError.isEmpty)
    }
}
