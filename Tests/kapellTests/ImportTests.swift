import KapellJSON
import Testing

@Suite("import", .timeLimit(.minutes(10))) struct ImportTests {
    static let litellm = """
        model_list:
          - model_name: smart
            litellm_params: {model: openai/gpt-4o, api_key: sk-hunter2, rpm: 9}
          - model_name: smart
            litellm_params: {model: anthropic/claude-3-5-sonnet-20240620, api_key: os.environ/CLAUDE}
        general_settings: {master_key: sk-hunter3}
        """

    @Test("What is written from LiteLLM's configuration is valid, and holds no secret") func litellm() async throws {
        let space = try Workspace()
        try space.write(Self.litellm, to: "config.yaml")
        let outcome = try await space.kapell("import", "litellm", "config.yaml")
        #expect(outcome.code == 0, "\(outcome)")
        #expect(outcome.output.contains("2 providers, 1 name for clients"))
        for word in [
            "set OPENAI_API_KEY", "set CLAUDE", "model_list[0].litellm_params.rpm", "general_settings.master_key",
        ] {
            #expect(outcome.errors.contains(word), "\(outcome)")
        }
        let written = String(decoding: try space.read("kapell.yaml"), as: UTF8.self)
        #expect(!(written + outcome.all).contains("hunter"))
        let keys = ["OPENAI_API_KEY": "hunter4", "CLAUDE": "hunter5"]
        let checked = try await space.kapell("check", environment: keys)
        #expect(checked.code == 0, "\(checked)")
        #expect(checked.output.contains("alias smart: openai/gpt-4o, then anthropic/claude-3-5-sonnet-20240620"))
        #expect(!checked.all.contains("hunter"))
        let json = try await space.kapell("check", "--json", environment: keys)
        #expect(try json.json()["aliases"] == ["smart"])
        #expect(!json.all.contains("hunter"))
        let unset = try await space.kapell("check")
        // The file is right, and its other models can be used.
        #expect(unset.code == 0)
        #expect(unset.errors.contains("CLAUDE"))
    }

    @Test("A file that is there is replaced only when that is asked for") func overwriting() async throws {
        let space = try Workspace()
        try space.write(Self.litellm, to: "config.yaml")
        #expect(try await space.kapell("import", "litellm", "config.yaml", "--out", "a.yaml").code == 0)
        let again = try await space.kapell("import", "litellm", "config.yaml", "--out", "a.yaml")
        #expect(again.code == 4)
        #expect(again.errors.contains("--force"))
        let forced = try await space.kapell("import", "litellm", "config.yaml", "--out", "a.yaml", "--force", "--json")
        #expect(forced.code == 0)
        let object = try forced.json()
        #expect(object["aliases"] == ["smart"])
        #expect(object["variables"]?.arrayValue?.count == 2)
        #expect(object["notes"]?.arrayValue?.isEmpty == false)
        let onto = try await space.kapell("import", "litellm", "config.yaml", "--out", "config.yaml", "--force")
        #expect(onto.code == 2)
        #expect(String(decoding: try space.read("config.yaml"), as: UTF8.self) == Self.litellm)
        #expect(try await space.kapell("import", "litellm", "config.yaml", "--out", ".").code == 4)
        #expect(try await space.kapell("import", "litellm", "config.yaml", "--out", "/dev/null/a").code == 6)
    }

    @Test("Bad input is named, and nothing is written") func badInput() async throws {
        let space = try Workspace()
        try space.write("model_list: [", to: "broken.yaml")
        try space.write("version: 1", to: "other.yaml")
        #expect(try await space.kapell("import", "litellm", "missing.yaml").code == 3)
        let broken = try await space.kapell("import", "litellm", "broken.yaml")
        #expect(broken.code == 2)
        #expect(broken.errors.contains("broken.yaml:1:"), "\(broken)")
        let other = try await space.kapell("import", "litellm", "other.yaml", "--json")
        #expect(other.code == 2)
        #expect(try other.json()["error"]?["message"]?.stringValue?.contains("model_list") == true)
        #expect(throws: (any Error).self) { try space.read("kapell.yaml") }
    }
}
