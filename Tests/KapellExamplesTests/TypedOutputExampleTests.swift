import KapellCore
import KapellExamples
import KapellFoundationModels
import KapellTesting
import Testing

@Suite("The example of typed output does what the README says")
struct TypedOutputExampleTests {
    private static let soup = """
        {"title": "Lentil soup", "minutes": 40, "ingredients": [{"name": "lentils", "grams": 200}, \
        {"name": "salt"}], "course": "starter"}
        """

    @Test("A value comes back; a reply that breaks a guide is replaced by another try")
    func value() async throws {
        let tooLong = Self.soup.replacing("40", with: "400")
        let backend = ScriptedBackend([.text([tooLong]), .text(["Here you are:\n```json\n", Self.soup, "\n```"])])
        let recipe = try await recipe(with: BackendModel(backend))
        #expect(recipe.title == "Lentil soup")
        #expect(recipe.minutes == 40)
        #expect(recipe.ingredients.map(\.name) == ["lentils", "salt"])
        #expect(recipe.ingredients.map(\.grams) == [200, nil])
        #expect(recipe.course == .starter)
        #expect(backend.count == 2)
        #expect(
            backend.requests.last?.messages.contains { $0.content.contains("400") && $0.role == .assistant } == false)
    }

    @Test("Partial values grow up to the whole one")
    func partial() async throws {
        let pieces = Self.soup.split(separator: ",", omittingEmptySubsequences: false).map { "\($0)," }
        let text = pieces.dropLast() + [String(pieces.last?.dropLast() ?? "")]
        var counts: [Int] = []
        var last: Recipe.PartiallyGenerated?
        let whole = try await recipe(with: BackendModel(ScriptedBackend([.text(Array(text))]))) { partial in
            counts.append(partial.ingredients?.count ?? 0)
            last = partial
        }
        #expect(counts == counts.sorted())
        #expect(last?.title == whole.title)
        #expect(last?.course == .starter)
        #expect(last?.ingredients?.count == 2)
    }
}
