import KapellJSON
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("What is not there", .timeLimit(.minutes(10))) struct MissingTests {
    @Test("A knowledge base that is not declared is not found; the others are named") func knowledge() async throws {
        let space = try Workspace()
        try space.configure()
        for arguments in [["ask", "x", "--in", "contracts"], ["search", "x", "--in", "contracts"]] {
            let outcome = try await space.kapell(arguments[0], arguments[1], arguments[2], arguments[3])
            #expect(outcome.code == 3)
            #expect(outcome.errors.contains("contracts") && outcome.errors.contains("documents"), "\(outcome)")
        }
        let outcome = try await space.kapell("ingest", "kapell.yaml", "--into", "contracts", "--json")
        #expect(outcome.code == 3)
        #expect(try outcome.json()["error"]?["code"] == "notFound")
    }

    @Test("A folder or file that is not there is named") func paths() async throws {
        let space = try Workspace()
        try space.configure()
        for arguments in [
            ["ask", "x", "--in", "./none"], ["search", "x", "--in", "none/at/all"],
            ["ingest", "./none", "--into", "documents"],
        ] {
            let outcome = try await space.kapell(arguments[0], arguments[1], arguments[2], arguments[3])
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.errors.contains("none"))
            #expect(outcome.errors.contains("does not exist"))
        }
        try space.remove("documents")
        let gone = try await space.kapell("ingest")
        #expect(gone.code != 0)
        #expect(gone.errors.contains("/documents"), "\(gone)")
    }

    @Test("Without a place to look, it is asked for") func nowhere() async throws {
        let space = try Workspace()
        let outcome = try await space.kapell("ask", "x")
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("--in"))
        #expect(try await space.kapell("ingest").code == 2)
    }

    @Test("Runs that are not there are not found, and a new journal has none") func runs() async throws {
        let space = try Workspace()
        let list = try await space.kapell("runs", "--json")
        #expect(list.code == 0, "\(list)")
        #expect(try list.json()["runs"] == [])
        for name in ["last", "01JD0000000000000000000000", "nonsense"] {
            let outcome = try await space.kapell("runs", "show", name)
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.errors.contains("kapell runs list"))
        }
    }

    @Test("Without the models, the command that fetches them is named") func models() async throws {
        let space = try Workspace()
        try? FileManager.default.removeItem(atPath: "\(space.home)/models")
        try space.write("Some words.\n", to: "papers/a.txt")
        for arguments in [["ask", "x", "--in", "papers"], ["search", "x", "--in", "papers"]] {
            let outcome = try await space.kapell(arguments[0], arguments[1], arguments[2], arguments[3])
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.errors.contains("kapell pull local/all-minilm-l6-v2"), "\(outcome)")
        }
        let doctor = try await space.kapell("doctor")
        #expect(doctor.code == 1)
        #expect(doctor.output.contains("kapell pull"))
        let unknown = try await space.kapell("pull", "local/none", "--json")
        #expect(unknown.code == 3, "\(unknown)")
        #expect(try unknown.json()["error"]?["message"]?.stringValue?.contains("none") == true)
    }

    @Test("A model file that is cut in half, or of another kind, is named", .enabled(if: Program.hasModels))
    func brokenModel() async throws {
        let space = try Workspace()
        try space.write("Some words.\n", to: "papers/a.txt")
        let whole = try Data(contentsOf: URL(filePath: "\(Program.models ?? "")/local/all-minilm-l6-v2.gguf"))
        try space.write(Array(whole.prefix(whole.count / 2)), to: "half.gguf")
        try space.write("no model at all", to: "text.gguf")
        for name in ["half", "text", "missing"] {
            try space.write("version: 1\nmodels:\n  embedding: local/\(name).gguf\n", to: "kapell.yaml")
            let outcome = try await space.kapell("search", "x", "--in", "papers")
            #expect([1, 2, 3].contains(outcome.code), "\(outcome)")
            #expect(outcome.errors.contains("\(name).gguf"), "\(outcome)")
        }
    }
}
