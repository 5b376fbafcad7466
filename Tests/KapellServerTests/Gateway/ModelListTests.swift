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

    @Test(
        "Ollama's clients get all fields of a model also where nothing is known of it, and sizes as Ollama writes them")
    func ollama() {
        let card = OllamaModelCard(name: "openai/x", file: nil, digest: nil)
        #expect(card.listed["model"] == "openai/x" && card.listed["size"] == 0)
        #expect(card.listed["modified_at"] == "1970-01-01T00:00:00Z")
        #expect(card.shown["details"]?["family"] == "" && card.shown["capabilities"] == ["completion"])
        #expect(card.shown["model_info"] == [:])
        #expect(OllamaModelCard.size(134_515_008) == "134.5M")
        #expect(OllamaModelCard.size(7_615_616_512) == "7.6B")
        #expect(OllamaModelCard.size(999_960_000) == "1.0B")
        #expect(OllamaModelCard.size(33_000) == "33.0K")
    }

    @Test("Every list holds every name") func names() {
        let names = ["local/a", "b:c"]
        #expect(ModelList.gemini(names)["models"]?.arrayValue?.compactMap { $0["displayName"]?.stringValue } == names)
        #expect(ModelList.anthropic(names)["data"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == names)
    }
}
