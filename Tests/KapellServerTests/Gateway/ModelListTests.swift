import KapellJSON
import KapellServer
import Testing

@Suite("Lists of models") struct ModelListTests {
    @Test("OpenAI's list names the provider as the owner; an alias has none")
    func openAI() {
        let list = ModelList.openAI(["local/a", "smart"])
        #expect(list["data"]?[0]?["owned_by"] == "local")
        #expect(list["data"]?[1]?["owned_by"] == "alias")
    }

    @Test("An empty list has no first and no last") func empty() {
        #expect(ModelList.anthropic([])["first_id"] == .null)
        #expect(ModelList.anthropic(["a", "b"])["last_id"] == "b")
    }

    @Test("Every list holds every name") func names() {
        let names = ["local/a", "b:c"]
        #expect(ModelList.gemini(names)["models"]?.arrayValue?.compactMap { $0["displayName"]?.stringValue } == names)
        #expect(ModelList.ollama(names)["models"]?.arrayValue?.compactMap { $0["model"]?.stringValue } == names)
        #expect(ModelList.anthropic(names)["data"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == names)
    }
}
