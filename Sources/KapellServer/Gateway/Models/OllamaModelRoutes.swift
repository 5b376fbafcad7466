import Hummingbird
import KapellCore
import KapellDialects
import KapellJSON
import KapellLocal
import KapellPolicy

/// What Ollama's clients ask about models beside chats: the list, one of them, and those that are loaded.
struct OllamaModelRoutes {
    let system: KapellSystem
    /// The names that are listed.
    let names: [String]

    func add(to router: Router<KapellRequestContext>) {
        router.get("api/tags") { _, _ in
            let cards = cards(of: names)
            return Response.json(["models": .array(cards.map { .object($0.listed) })])
        }
        router.post("api/show") { request, _ in
            let body = try await JSONBody.object(of: request)
            guard let name = try body.text("model") ?? body.text("name") else {
                throw KapellError(.invalidRequest, "`model` must be a text.", remedy: "Name a model.")
            }
            return Response.json(try card(of: name).shown)
        }
        router.get("api/ps") { _, _ in
            let loaded = system.pool.states.filter(\.isLoaded)
            let models = zip(loaded, cards(of: loaded.map(\.name))).map { state, card in
                JSONValue.object(card.running(state, context: state.context))
            }
            return Response.json(["models": .array(models)])
        }
        // What Ollama's clients are told to expect; the dialect follows this version.
        router.get("api/version") { _, _ in Response.json(["version": "0.12.0"]) }
    }

    private func cards(of names: [String]) -> [OllamaModelCard] {
        let known = system.pool.store.list()
        return names.map { name in
            OllamaModelCard(
                name: name, file: try? system.pool.file(name), digest: known.first { $0.name == name }?.sha256)
        }
    }

    /// - Throws: `notFound` for a model that there is not.
    private func card(of name: String) throws(KapellError) -> OllamaModelCard {
        var full = name
        let embedder = system.embedder.model
        if embedder == name || embedder.split(separator: "/").last.map(String.init) == name {
            full = embedder
        } else if !(name.hasPrefix("local/") && !name.lowercased().hasSuffix(".gguf") && system.pool.isThere(name)) {
            let route = try system.gateway.directory.route(name, from: .ollama)
            if let first = route.targets.first?.backend, first is LocalChatModel { full = first.model }
        }
        var card = cards(of: [full])[0]
        if full != name { card = OllamaModelCard(name: name, file: card.file, digest: card.digest) }
        return card
    }
}
