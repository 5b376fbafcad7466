import KapellJSON
import Testing

@Suite("init and check", .timeLimit(.minutes(10))) struct ConfigurationTests {
    @Test("What init writes is valid, and is not replaced unless that is asked for") func roundTrip() async throws {
        let space = try Workspace()
        let first = try await space.kapell("init", "--json")
        #expect(first.code == 0)
        #expect(try first.json()["config"]?.stringValue?.hasSuffix("/project/kapell.yaml") == true)
        let checked = try await space.kapell("check", "--json")
        #expect(checked.code == 0)
        let object = try checked.json()
        #expect(object["valid"] == true)
        #expect(object["knowledge"] == ["documents"])
        #expect(object["missing_sources"] == [])
        let again = try await space.kapell("init")
        #expect(again.code == 4)
        #expect(again.errors.contains("kapell.yaml is there already"))
        #expect(again.errors.contains("--force"))
        #expect(try await space.kapell("init", "--force").code == 0)
        #expect(try await space.kapell("init", "sub/folder").code == 0)
        #expect(try await space.kapell("check", "--config", "sub/folder/kapell.yaml").code == 0)
    }

    @Test("check says every mistake with its file, line and column, and the nearest key") func mistakes() async throws {
        let space = try Workspace()
        try space.write(
            """
            version: 1
            knowlege:
              documents:
                sources: [documents]
            server:
              prot: 8080
              port: 99999999
            """, to: "kapell.yaml")
        let outcome = try await space.kapell("check")
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        for words in [["kapell.yaml:2:1:", "knowlege"], ["kapell.yaml:6:3:", "prot"], ["kapell.yaml:7:9:", "port"]] {
            let line = outcome.errors.split(separator: "\n").first { $0.contains(words[0]) }
            #expect(line?.contains(words[1]) == true, "\(outcome)")
        }
        #expect(outcome.errors.contains("`knowledge`") || outcome.errors.contains("\"knowledge\""), "\(outcome)")
        #expect(outcome.errors.contains("`port`") || outcome.errors.contains("\"port\""), "\(outcome)")
        let json = try await space.kapell("check", "--json")
        #expect(json.code == 2)
        let error = try json.json()["error"]
        #expect(error?["code"] == "configuration")
        #expect(error?["message"]?.stringValue?.contains("kapell.yaml:6:3:") == true)
    }

    @Test("check and doctor name the variable of a key that is missing") func keys() async throws {
        let space = try Workspace()
        try space.configure("models:\n  providers:\n    openai: {key: \"${NOT_SET_KEY}\"}\n    groq: {}\n")
        let checked = try await space.kapell("check", "--json")
        #expect(checked.code == 0, "\(checked)")
        #expect(try checked.json()["missing_keys"] == ["openai", "groq"])
        let said = try await space.kapell("check")
        #expect(said.errors.contains("NOT_SET_KEY") && said.errors.contains("GROQ_API_KEY"), "\(said)")
        let doctor = try await space.kapell("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("NOT_SET_KEY"), "\(doctor)")
    }

    @Test("check reads the prompt files, too, and says every mistake with its file and line") func prompts()
        async throws
    {
        let space = try Workspace()
        try space.configure("prompts:\n  sources: [prompts]\n")
        try space.write("---\nformat: 1\ninput: {text: string}\n---\nSay: {{text}}", to: "prompts/echo.prompt.md")
        let good = try await space.kapell("check", "--json")
        #expect(good.code == 0, "\(good)")
        #expect(try good.json()["prompts"] == ["echo"])
        #expect(try await space.kapell("check").output.contains("prompt echo"))

        try space.write("---\nformat: 1\n---\n{{x}}", to: "prompts/a.prompt.md")
        try space.write("---\nformat: 1\nmodle: default\n---\nHello.", to: "prompts/b.prompt.md")
        let bad = try await space.kapell("check")
        #expect(bad.code == 2, "\(bad)")
        #expect(bad.output.isEmpty)
        for words in [["prompts/a.prompt.md:4: ", "`x`"], ["prompts/b.prompt.md:3: ", "modle"]] {
            let line = bad.errors.split(separator: "\n").first { $0.contains(words[0]) }
            #expect(line?.contains(words[1]) == true, "\(bad)")
        }
        #expect(!bad.errors.contains("echo.prompt.md"), "\(bad)")
        let error = try await space.kapell("check", "--json").json()["error"]
        #expect(error?["code"] == "configuration")
        #expect(error?["message"]?.stringValue?.contains("b.prompt.md:3: ") == true)
    }

    @Test("check says that a folder of prompts is missing") func noPrompts() async throws {
        let space = try Workspace()
        try space.configure("prompts:\n  sources: [nowhere]\n")
        let outcome = try await space.kapell("check")
        #expect(outcome.code == 2, "\(outcome)")
        #expect(outcome.errors.contains("nowhere"), "\(outcome)")
    }

    @Test(
        "A configuration that is none is refused with its place, by every command that reads it",
        arguments: [
            "", "version: 1\nserver: [", "version: 2\n", "just words", "version: 1\nserver:\n\tport: 1\n", "\u{0}\u{1}",
        ])
    func broken(yaml: String) async throws {
        let space = try Workspace()
        try space.write(yaml, to: "kapell.yaml")
        for command in ["check", "ingest", "serve"] {
            let outcome = try await space.kapell(command)
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.errors.contains("kapell.yaml:"), "\(outcome)")
        }
    }

    @Test("A configuration that is not there is not found") func missing() async throws {
        let space = try Workspace()
        let none = try await space.kapell("check")
        #expect(none.code == 3)
        #expect(none.errors.contains("kapell init"))
        let named = try await space.kapell("check", "--config", "other.yaml")
        #expect([2, 3].contains(named.code))
        #expect(named.errors.contains("other.yaml"))
    }

    @Test("A value from .env is never printed") func secrets() async throws {
        let space = try Workspace()
        try space.write("KAPELL_PORT=hunter2-secret\nOTHER=hunter3-secret\n", to: ".env")
        try space.configure("server:\n  port: ${KAPELL_PORT}\n")
        for arguments in [
            ["check", "--json"], ["serve", "--json"], ["doctor", "--json"], ["ingest", "--json"],
            ["check", "--config=kapell.yaml"],
        ] {
            let outcome = try await space.kapell(arguments[0], arguments[1])
            #expect(outcome.code != 0)
            #expect(!outcome.all.contains("hunter"), "\(outcome)")
            #expect(outcome.all.contains("KAPELL_PORT"), "\(outcome)")
        }
        // In the environment, it wins over the file, and is not printed either.
        let outcome = try await space.kapell("check", environment: ["KAPELL_PORT": "hunter4"])
        #expect(outcome.code == 2)
        #expect(!outcome.all.contains("hunter"), "\(outcome)")
        #expect(try await space.kapell("check", environment: ["KAPELL_PORT": "7272"]).code == 0)
    }

    @Test(
        "A data folder that cannot be made is named, with the remedy", arguments: ["/dev/null/kapell", "/proc/kapell"])
    func home(path: String) async throws {
        let space = try Workspace()
        try space.configure()
        for command in ["ingest", "serve", "runs"] {
            let outcome = try await space.kapell(command, environment: ["KAPELL_HOME": path])
            #expect([2, 6].contains(outcome.code), "\(outcome)")
            #expect(outcome.errors.contains(path), "\(outcome)")
        }
        let written = try await space.kapell("init", path)
        #expect([2, 6].contains(written.code), "\(written)")
        #expect(written.errors.contains(path), "\(written)")
        let doctor = try await space.kapell("doctor", environment: ["KAPELL_HOME": path])
        #expect(doctor.code == 1)
        #expect(doctor.output.contains(path))
    }
}
