import KapellJSON
import Testing

@Suite("Crashes and full disks", .enabled(if: Program.hasModels), .timeLimit(.minutes(10))) struct CrashTests {
    private static let files = 60

    private func filled() throws -> Workspace {
        let space = try Workspace()
        try space.configure()
        for number in 0..<Self.files {
            try space.write(
                "Agreement number \(number). The fee of agreement \(number) is \(number * 17 + 3) euros.\n",
                to: "documents/agreement-\(number).txt")
        }
        return space
    }

    /// Documents that the journal says were indexed.
    private func acknowledged(_ space: Workspace) async throws -> Set<String> {
        var names: Set<String> = []
        let list = try await space.kapell("runs", "list", "--json").json()["runs"]?.arrayValue ?? []
        for run in list where run["kind"] == "ingest" {
            let shown = try await space.kapell("runs", "show", try #require(run["run"]?.stringValue), "--json").json()
            for event in shown["events"]?.arrayValue ?? [] {
                if let what = event["data"]?["what"]?.stringValue, what.hasPrefix("indexed ") {
                    names.insert(String(what.dropFirst(8)))
                }
            }
        }
        return names
    }

    @Test("kill -9 during ingestion loses nothing that was acknowledged, and leaves no document twice")
    func kill() async throws {
        let space = try filled()
        var wasKilled = false
        for milliseconds in [60, 200, 500, 900] {
            let outcome = try await space.kapell("ingest", "--json", killedAfter: .milliseconds(milliseconds))
            #expect([0, -9].contains(outcome.code), "\(outcome)")
            wasKilled = wasKilled || outcome.code == -9
            let search = try await space.kapell("search", "fee", "--no-sync", "--json")
            #expect([0, 3].contains(search.code), "\(search)")
        }
        #expect(wasKilled)
        let before = try await acknowledged(space)
        let outcome = try await space.kapell("ingest", "--json")
        #expect(outcome.code == 0, "\(outcome)")
        let report = try outcome.json()
        let entries = report["documents"]?.arrayValue ?? []
        #expect(entries.count == Self.files)
        for entry in entries where entry["outcome"] != "unchanged" {
            let name = entry["document"]?.stringValue ?? ""
            #expect(entry["outcome"] == "added" && !before.contains(name), "\(name) was acknowledged, and is \(entry)")
        }
        #expect(before.isSubset(of: entries.compactMap { $0["document"]?.stringValue }))
        let again = try await space.kapell("ingest", "--json").json()
        #expect(again["unchanged"]?.intValue == Self.files)
        try await expectWhole(space)
    }

    /// Every document is there once, is found, and has one passage.
    private func expectWhole(_ space: Workspace) async throws {
        let found = try await space.kapell("search", "agreement fee", "--no-sync", "--limit", "200", "--json").json()
        let names = found["results"]?.arrayValue?.compactMap { $0["document"]?.stringValue } ?? []
        #expect(Set(names).count == names.count, "a document is there twice")
        let ask = try await space.kapell("ask", "What is the fee of agreement 41?", "--no-sync", "--json").json()
        #expect(ask["answer"]?.stringValue?.contains("\(41 * 17 + 3) euros") == true, "\(ask)")
        let outcome = try await space.serving { (server) async throws in
            let listed = try JSONValue(parsing: server.get("/kapell/v1/knowledge/documents/documents").body)
            let documents = listed["documents"]?.arrayValue ?? []
            #expect(documents.count == Self.files)
            #expect(Set(documents.compactMap { $0["name"]?.stringValue }).count == Self.files)
            #expect(documents.allSatisfy { $0["status"] == "indexed" && $0["passages"] == 1 })
        }
        #expect(outcome.code == 0, "\(outcome)")
    }

    @Test("A full disk is said to be one, and the store is usable once there is space", arguments: [200, 1_600])
    func diskFull(blocks: Int) async throws {
        let space = try filled()
        // Blocks of 512 bytes in this shell; the signal that comes with the limit is ignored, so that writing fails.
        let outcome = try await space.kapell("ingest", shell: "trap '' XFSZ; ulimit -f \(blocks)")
        #expect(outcome.code == 6, "\(outcome)")
        #expect(
            outcome.errors.lowercased().contains("space") || outcome.errors.lowercased().contains("full"), "\(outcome)")
        let after = try await space.kapell("ingest", "--json")
        #expect(after.code == 0, "\(after)")
        let report = try after.json()
        #expect((report["added"]?.intValue ?? 0) + (report["unchanged"]?.intValue ?? 0) == Self.files, "\(after)")
        try await expectWhole(space)
    }

    @Test("Two ingestions at once wait for each other") func together() async throws {
        let space = try Workspace()
        try space.configure()
        try space.write(Samples.lease, to: "documents/lease.md")
        async let first = space.kapell("ingest", "--json")
        async let second = space.kapell("ingest", "--json")
        let outcomes = try await [first, second]
        #expect(outcomes.allSatisfy { $0.code == 0 }, "\(outcomes)")
        let added = try outcomes.map { try $0.json()["added"]?.intValue ?? 0 }
        #expect(added.reduce(0, +) == 1)
    }

    @Test("A file that goes while its folder is read is no error") func goes() async throws {
        let space = try filled()
        async let ingest = space.kapell("ingest", "--json")
        for number in 30..<Self.files {
            try space.remove("documents/agreement-\(number).txt")
            try await Task.sleep(for: .milliseconds(5))
        }
        let outcome = try await ingest
        #expect(outcome.code == 0, "\(outcome)")
        #expect(try outcome.json()["failed"]?.intValue == 0)
        let after = try await space.kapell("ingest", "--json").json()
        let left = (after["unchanged"]?.intValue ?? 0) + (after["added"]?.intValue ?? 0)
        #expect(left == 30, "\(after)")
    }
}
