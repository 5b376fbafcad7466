import KapellJSON
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Files that cannot be indexed", .enabled(if: Program.hasModels), .timeLimit(.minutes(10))) struct BadFileTests {
    /// The entry of a document in an ingestion's report.
    private func entry(_ name: String, _ report: JSONObject) throws -> JSONValue {
        try #require(
            report["documents"]?.arrayValue?.first { $0["document"]?.stringValue == name }, "\(name): \(report)")
    }

    private func expectFailure(_ name: String, _ code: String, _ report: JSONObject) throws {
        let entry = try entry(name, report)
        #expect(entry["outcome"] == "failed", "\(entry)")
        #expect(entry["error"]?["code"]?.stringValue == code, "\(entry)")
        #expect(entry["error"]?["message"]?.stringValue?.contains(name) == true, "\(entry)")
        #expect(entry["error"]?["remedy"]?.stringValue?.isEmpty == false, "\(entry)")
    }

    @Test("Each is named with the reason and the remedy, and the others are indexed") func others() async throws {
        let space = try Workspace()
        try space.configure()
        try space.write(Samples.lease, to: "documents/lease.md")
        try space.write("", to: "documents/empty.txt")
        try space.write((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }, to: "documents/binary.txt")
        try space.write(
            Array("Before ".utf8) + [0xFF, 0xC3, 0x28] + Array(" after the notice.\n".utf8), to: "documents/invalid.txt"
        )
        try space.write(Samples.fixture("truncated.pdf"), to: "documents/truncated.pdf")
        try space.write(Samples.fixture("encrypted.pdf"), to: "documents/encrypted.pdf")
        try space.write("x", to: "documents/large.txt")
        #expect(truncate(space.file("documents/large.txt"), 70 << 20) == 0)
        let outcome = try await space.kapell("ingest", "--json")
        #expect(outcome.code == 0, "\(outcome)")
        let report = try outcome.json()
        #expect(try entry("lease.md", report)["outcome"] == "added")
        try expectFailure("large.txt", "tooLarge", report)
        try expectFailure("encrypted.pdf", "encrypted", report)
        try expectFailure("truncated.pdf", "corrupt", report)
        let binary = try entry("binary.txt", report)
        #expect(binary["outcome"] == "failed", "\(binary)")
        #expect(binary["error"]?["message"]?.stringValue?.contains("binary.txt") == true)
        let invalid = try entry("invalid.txt", report)
        #expect(invalid["outcome"] == "failed" || invalid["notes"]?.arrayValue?.isEmpty == false, "\(invalid)")
        let empty = try entry("empty.txt", report)
        #expect(empty["outcome"] == "failed" || empty["notes"]?.arrayValue?.isEmpty == false, "\(empty)")

        let text = try await space.kapell("ask", Samples.question)
        #expect(text.code == 0)
        #expect(text.output.contains("six months"))
        for name in ["large.txt", "encrypted.pdf", "truncated.pdf", "binary.txt"] {
            #expect(text.errors.contains(name), "\(text)")
        }
    }

    @Test("When no file can be indexed, the exit code says so") func none() async throws {
        let space = try Workspace()
        try space.configure()
        try space.write([0, 1, 2, 3, 0, 255, 0, 9], to: "documents/binary.txt")
        let outcome = try await space.kapell("ingest")
        #expect(outcome.code == 1, "\(outcome)")
        #expect(outcome.errors.contains("binary.txt"))
    }

    @Test("A file that may not be read is named", .enabled(if: getuid() != 0)) func unreadable() async throws {
        let space = try Workspace()
        try space.configure()
        try space.write(Samples.lease, to: "documents/lease.md")
        try space.write("secret", to: "documents/locked.txt")
        #expect(chmod(space.file("documents/locked.txt"), 0) == 0)
        let outcome = try await space.kapell("ingest", "--json")
        #expect(outcome.code == 0)
        try expectFailure("locked.txt", "permission", try outcome.json())
    }

    @Test("An empty folder is no error: there is nothing to say") func emptyFolder() async throws {
        let space = try Workspace()
        try space.makeFolder("papers")
        let outcome = try await space.kapell("ask", Samples.question, "--in", "./papers", "--json")
        #expect([0, 2, 3].contains(outcome.code), "\(outcome)")
        let object = try outcome.json()
        #expect(object["refused"] == true || object["error"]?["message"]?.stringValue != nil, "\(outcome)")
        let search = try await space.kapell("search", "x", "--in", "./papers", "--json")
        #expect(search.code == outcome.code, "\(search)")
    }

    @Test("A question that is empty, or of 100,000 characters, is refused with its length") func questions()
        async throws
    {
        let space = try Workspace()
        try space.write(Samples.lease, to: "papers/lease.md")
        let long = try await space.kapell("ask", String(repeating: "why ", count: 25_000), "--in", "papers")
        #expect(long.code == 2, "\(long)")
        #expect(long.errors.contains("limit"), "\(long)")
        #expect(long.errors.utf8.count < 2_000)
        let search = try await space.kapell("search", String(repeating: "?", count: 100_000), "--in", "papers")
        #expect(search.code == 2, "\(search)")
        let empty = try await space.kapell("ask", "  ", "--in", "papers")
        #expect(empty.code == 2, "\(empty)")
        #expect(empty.errors.contains("empty"))
    }

    @Test("Control characters of a document do not reach the terminal") func control() async throws {
        let space = try Workspace()
        try space.write("The notice \u{1B}[31mperiod\u{1B}[0m of the lease is six months.\n", to: "papers/a.txt")
        for command in ["ask", "search"] {
            let outcome = try await space.kapell(command, "What is the notice period of the lease?", "--in", "papers")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(!outcome.all.contains("\u{1B}"), "\(outcome)")
        }
    }
}
