import KapellCollections
package import KapellCore
package import KapellDialects
package import KapellLocal
import KapellPolicy
package import KapellProviders
import Synchronization

/// Which models there are, by the names that clients use.
///
/// A name is looked up in this order: an alias; `default` and the local models; `provider/model`; a bare name, which goes
/// to the provider that the client's dialect is at home with, or to the only provider there is.
package final class GatewayDirectory: Sendable {
    private let own: [any ModelBackend]
    private let providers: [Provider]
    private let aliases: [String: GatewayAlias]
    private let rerankers: [any RerankBackend]
    private let pool: LocalModelPool?
    private let breakers = Mutex<[String: CircuitBreaker]>([:])

    /// Models whose failures are counted. Names come from clients, and there may be any number of them.
    private static let mostBreakers = 1_000

    /// - Parameters:
    ///   - own: models with names of their own; the first one is `default`.
    ///   - rerankers: models that rank texts, by names of their own.
    ///   - pool: finds other models of this process by their names.
    package init(
        own: [any ModelBackend], providers: [Provider] = [], aliases: [GatewayAlias] = [],
        rerankers: [any RerankBackend] = [], pool: LocalModelPool? = nil
    ) {
        self.own = own
        self.pool = pool
        self.rerankers = rerankers
        self.providers = providers
        self.aliases = Dictionary(aliases.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        aliasNames = aliases.map(\.name)
        let usable = providers.filter { $0.missingKey == nil }
        only = usable.count == 1 ? usable.first : providers.count == 1 ? providers.first : nil
    }

    private let aliasNames: [String]
    /// The provider that bare names mean where none is at home in the client's dialect.
    private let only: Provider?

    /// The names that can be listed: aliases and the models of this project. A provider's own models are not asked for.
    package var names: [String] {
        var names = aliasNames
        for model in own where !names.contains(model.model) { names.append(model.model) }
        return names
    }

    /// What `name` stands for.
    ///
    /// - Parameter own: the local models that are meant, where they are not those for chats.
    /// - Throws: `notFound`, with what there is.
    package func route(
        _ name: String, from dialect: DialectName, among own: [any ModelBackend]? = nil
    ) throws(KapellError) -> GatewayRoute {
        let own = own ?? self.own
        if let alias = aliases[name] {
            var targets: [PolicyTarget] = []
            for reference in alias.models {
                targets.append(target(try backend(reference, dialect, alias.timeouts, own), attempts: nil))
            }
            return alias.route(targets)
        }
        return GatewayRoute(name: name, targets: [target(try backend(name, dialect, nil, own), attempts: nil)])
    }

    /// The model, or the several of an alias as one, for who speaks no dialect.
    ///
    /// - Throws: `notFound`, with what there is.
    package func backend(_ name: String) throws(KapellError) -> any ModelBackend {
        let route = try route(name, from: .openAIChat)
        if route.targets.count == 1, let only = route.targets.first?.backend, !(only is ProviderModel) { return only }
        return PolicyBackend(
            model: route.name, targets: route.targets, runner: route.runner, continuation: route.continuation)
    }

    /// What ranks texts: a model of this project that does, a provider's rerank model where the name means one, else a
    /// chat model that is asked for scores.
    ///
    /// - Throws: `notFound`, with what there is.
    package func reranker(_ name: String) throws(KapellError) -> any RerankBackend {
        if let own = rerankers.first(where: { $0.model == name }) { return own }
        if case let first as ProviderModel = try route(name, from: .cohere).targets.first?.backend,
            let reranker = try? ProviderReranker(first.provider, first.name, dialects: Dialects.table),
            first.name.lowercased().contains("rerank")
        {
            return reranker
        }
        return ModelReranker(try backend(name))
    }

    /// A provider's embedding model.
    ///
    /// - Throws: `notFound`, with what there is; `unsupported` for what embeds nothing.
    package func embeddingModel(_ name: String) throws(KapellError) -> ProviderEmbeddingModel {
        guard case let first as ProviderModel = try route(name, from: .openAIChat).targets.first?.backend else {
            throw KapellError(
                .unsupported, "\(name.prefix(100)) has no vectors.",
                remedy:
                    "Name an embedding model: a local one, or that of a provider, such as openai/text-embedding-3-small."
            )
        }
        return try ProviderEmbeddingModel(first.provider, first.name, dialects: Dialects.table)
    }

    private func target(_ backend: any ModelBackend, attempts: Int?) -> PolicyTarget {
        PolicyTarget(backend, breaker: backend is ProviderModel ? breaker(backend.model) : nil, attempts: attempts)
    }

    /// The one breaker of a model, for all routes.
    private func breaker(_ model: String) -> CircuitBreaker? {
        breakers.withLock { breakers in
            if let known = breakers[model] { return known }
            guard breakers.count < Self.mostBreakers else { return nil }
            let breaker = CircuitBreaker()
            breakers[model] = breaker
            return breaker
        }
    }

    // MARK: Models

    private func backend(
        _ name: String, _ dialect: DialectName, _ timeouts: ProviderTimeouts?, _ own: [any ModelBackend]
    ) throws(KapellError) -> any ModelBackend {
        if let model = Self.model(name, among: own) { return model }
        if name.hasPrefix("local/"), let pool, !own.contains(where: { $0 is LocalEmbedder }) {
            if let known = pool.known(name) { return known }
            // A path would let a client have any file opened.
            if !name.lowercased().hasSuffix(".gguf"), pool.isThere(name) {
                try pool.requireWriting(name)
                return try pool.chat(name)
            }
        }
        if let slash = name.firstIndex(of: "/") {
            let rest = String(name[name.index(after: slash)...])
            if let provider = providers.first(where: { $0.name == name[..<slash] }), !rest.isEmpty {
                return try model(rest, of: provider, dialect, timeouts)
            }
        }
        if !name.isEmpty, !name.hasPrefix("local/"), let provider = home(of: dialect) {
            return try model(name, of: provider, dialect, timeouts)
        }
        throw missing(name, own)
    }

    private static func model(_ name: String, among own: [any ModelBackend]) -> (any ModelBackend)? {
        if name == "default" { return own.first }
        return own.first { $0.model == name }
            ?? own.first { $0.model.split(separator: "/").last.map(String.init) == name }
    }

    /// The provider that bare names of a dialect mean.
    private func home(of dialect: DialectName) -> Provider? {
        let kind =
            switch dialect {
            case .openAIChat, .openAIResponses: "openai"
            case .bedrockConverse, .bedrockInvoke: "bedrock"
            case .anthropic, .gemini, .cohere, .ollama: dialect.rawValue
            }
        return providers.first { $0.kind.name == kind } ?? only
    }

    /// A provider's model, in the client's own dialect where the provider speaks it.
    private func model(
        _ name: String, of provider: Provider, _ dialect: DialectName, _ timeouts: ProviderTimeouts?
    ) throws(KapellError) -> ProviderModel {
        var provider = provider
        if let timeouts { provider = try provider.with(timeouts) }
        var speaks = provider.kind.dialect == dialect || provider.kind.otherDialects.contains(dialect)
        if let only = provider.options.dialect { speaks = only == dialect }
        // InvokeModel takes a body of each maker's own; the one that is known here is Anthropic's.
        // Names of models are `maker.model`; those of profiles and of what was bought say nothing of the maker.
        if dialect == .bedrockInvoke, name.contains("."), !ClaudeModel(name).isClaude { speaks = false }
        return try provider.model(name, dialect: speaks ? dialect : nil, dialects: Dialects.table)
    }

    private func missing(_ name: String, _ own: [any ModelBackend]) -> KapellError {
        let all = aliasNames + own.map(\.model).filter { !aliasNames.contains($0) }
        var names = all.prefix(10).joined(separator: ", ")
        if !providers.isEmpty {
            names += "; and \(providers.map { "\($0.name)/…" }.joined(separator: ", "))"
        }
        let host = name.split(separator: "/").first.flatMap { host in ProviderKind.all.first { $0.name == host } }
        var hint = ""
        if let host, name.contains("/"), !providers.contains(where: { $0.name == host.name }) {
            hint = "The provider \(host.name) is not set up: name it below `models.providers`"
            hint += host.keyVariables.first.map { ", or set \($0). " } ?? ". "
        }
        return KapellError(
            .notFound, "There is no model \(name.prefix(100)).",
            remedy: "\(hint)There is \(names). `default` is \(own.first?.model ?? "none"); GET /v1/models lists all.")
    }
}
