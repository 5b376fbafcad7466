import KapellCore
import KapellPolicy
import KapellProviders

/// The providers and aliases of a project.
struct ProjectProviders: Sendable {
    var providers: [Provider]
    var aliases: [GatewayAlias]

    /// - Throws: `configuration` for a provider that cannot be used, and `authentication` for one whose key is missing.
    init(_ project: Project) throws(KapellError) {
        providers = []
        for setting in project.configuration.providers(environment: project.environment) {
            providers.append(try Provider(setting, environment: project.environment))
        }
        aliases = project.configuration.models.aliases.map { GatewayAlias($0) }
    }

    func named(_ name: String) throws(KapellError) -> Provider {
        if let provider = providers.first(where: { $0.name == name }) { return provider }
        throw KapellError(
            .configuration, "There is no provider \(name).",
            remedy: "Declare it under `models.providers` in kapell.yaml, or set its key in the environment.")
    }
}

extension Provider {
    init(_ setting: ProviderSetting, environment: [String: String]) throws(KapellError) {
        let kind = try ProviderKind.named(setting.kind)
        var options = ProviderOptions(environment: environment)
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
        options.credentials = credentials
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
