import KapellCore
import KapellDialects
import KapellPolicy
import KapellProviders

/// The providers and aliases of a project.
struct ProjectProviders: Sendable {
    var providers: [Provider]
    var aliases: [GatewayAlias]

    /// A provider whose key is missing is among them: its requests say so.
    ///
    /// - Parameter answerLimit: bytes that an answer may have, where they are not the usual ones.
    /// - Throws: `configuration` for a provider that cannot be used.
    init(_ project: Project, answerLimit: Int? = nil) throws(KapellError) {
        let configuration = project.configuration
        var settings = configuration.providers(environment: project.environment)
        settings += Self.named(in: configuration.models, beside: settings)
        providers = []
        for setting in settings {
            providers.append(try Provider(setting, environment: project.environment, answerLimit: answerLimit))
        }
        aliases = configuration.models.aliases.map { GatewayAlias($0) }
    }

    /// Providers with an address of their own that models are named of, and that are neither declared nor have a key in
    /// the environment.
    private static func named(in models: ModelsSection, beside known: [ProviderSetting]) -> [ProviderSetting] {
        var names = Set(known.map(\.name))
        let references = [models.default.reference] + models.aliases.flatMap(\.models)
        return references.compactMap { reference in
            guard names.insert(reference.provider).inserted, let kind = try? ProviderKind.named(reference.provider),
                case .fixed = kind.base
            else { return nil }
            return ProviderSetting(name: kind.name, kind: kind.name)
        }
    }

    /// Why providers cannot be asked, by their names: their keys are missing.
    var missingKeys: [(provider: String, error: KapellError)] {
        providers.compactMap { provider in provider.missingKey.map { (provider.name, $0) } }
    }

    func named(_ name: String) throws(KapellError) -> Provider {
        if let provider = providers.first(where: { $0.name == name }) { return provider }
        throw KapellError(
            .configuration, "There is no provider \(name).",
            remedy: "Declare it under `models.providers` in kapell.yaml, or set its key in the environment.")
    }
}

extension Provider {
    init(
        _ setting: ProviderSetting, environment: [String: String], answerLimit: Int? = nil
    ) throws(KapellError) {
        let kind = try ProviderKind.named(setting.kind)
        var options = ProviderOptions(environment: environment)
        options.mayLackKey = true
        options.unsetKeyVariable = setting.unsetKeyVariable
        options.dialect = setting.dialect.flatMap { DialectName(rawValue: $0) }
        if let answerLimit { options.bodyLimit = answerLimit }
        options.baseURL = setting.url
        options.region = setting.region
        options.apiVersion = setting.apiVersion
        if setting.isPrivate { options.allowsPrivateAddresses = true }
        for header in setting.headers { options.headers[header.name.lowercased()] = header.value }
        if let key = setting.key {
            let secret = try Secret(key, named: "The key of provider `\(setting.name)`")
            options.credentials = kind.credentialStyle.credentials(secret) ?? .bearer(secret)
        }
        try self.init(kind, name: setting.name, options: options)
    }

    /// The same with other limits on time.
    func with(_ timeouts: ProviderTimeouts) throws(KapellError) -> Provider {
        var options = options
        options.timeouts = timeouts
        if missingKey == nil { options.credentials = credentials }
        options.allowsPrivateAddresses = allowsPrivateAddresses
        if !region.isEmpty { options.region = region }
        return try Provider(kind, name: name, options: options)
    }
}

extension GatewayAlias {
    init(_ alias: ModelAlias) {
        self.init(name: alias.name, models: alias.models.map(\.description))
        if let attempts = alias.attempts { retry.attempts = attempts }
        if let deadline = alias.deadline { retry.deadline = deadline }
        retry.retriesBilled = alias.retriesBilled
        continuation = alias.continuesCut ? ContinuationPolicy() : nil
        isStrict = alias.isStrict
        let limits = [alias.connectTimeout, alias.firstTokenTimeout, alias.betweenTokensTimeout, alias.totalTimeout]
        guard limits.contains(where: { $0 != nil }) else { return }
        var timeouts = ProviderTimeouts()
        if let connect = alias.connectTimeout { timeouts.connect = connect }
        if let first = alias.firstTokenTimeout { timeouts.firstToken = first }
        if let between = alias.betweenTokensTimeout { timeouts.betweenTokens = between }
        if let total = alias.totalTimeout { timeouts.total = total }
        self.timeouts = timeouts
    }
}
