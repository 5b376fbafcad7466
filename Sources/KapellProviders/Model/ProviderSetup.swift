import KapellCore

/// Reads what describes a provider.
enum ProviderSetup {
    static func region(_ kind: ProviderKind, _ options: ProviderOptions) throws(KapellError) -> String? {
        guard case .perRegion = kind.base else { return nil }
        let named =
            options.region
            ?? ["AWS_REGION", "AWS_DEFAULT_REGION"].lazy
            .compactMap { options.environment[$0] }.first { !$0.isEmpty }
        guard let region = named else {
            if options.baseURL != nil { return "us-east-1" }
            throw KapellError(
                .configuration, "The region of \(kind.title) is not set.",
                remedy: "Set AWS_REGION, or `region` of the provider, such as us-east-1.")
        }
        guard !region.isEmpty, region.utf8.count <= 40,
            region.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
        else {
            throw KapellError(
                .configuration, "The region of \(kind.title) cannot be used.", remedy: "Write it like us-east-1.")
        }
        return region
    }

    static func address(
        _ kind: ProviderKind, _ name: String, _ options: ProviderOptions, region: String?
    ) throws(KapellError) -> String {
        if let own = options.baseURL, !own.isEmpty { return own }
        func inEnvironment(_ variable: String?) -> String? {
            variable.flatMap { options.environment[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        }
        switch kind.base {
        case .fixed(let address): return address
        case .perRegion(let shape):
            let region = region ?? ""
            let parts = shape.split(separator: "{region}", omittingEmptySubsequences: false)
            return parts.joined(separator: region) + (region.hasPrefix("cn-") ? ".cn" : "")
        case .local(let address, let variable):
            return inEnvironment(variable).map(localAddress) ?? address
        case .own(let variable):
            if let found = inEnvironment(variable) { return found }
            let place =
                variable.map { "Set \($0), or `url` of the provider." } ?? "Set `url` of the provider."
            throw KapellError(.configuration, "Provider `\(name)` has no base URL.", remedy: place)
        }
    }

    /// An address as servers are told to listen at: `0.0.0.0:11434`, `:11434`, `host`.
    private static func localAddress(_ text: String) -> String {
        var rest = text
        let scheme = rest.hasPrefix("https://") ? "https://" : "http://"
        for known in ["https://", "http://"] where rest.hasPrefix(known) { rest.removeFirst(known.count) }
        while rest.last == "/" { rest.removeLast() }
        if rest.hasPrefix("0.0.0.0") { rest = "127.0.0.1" + rest.dropFirst(7) }
        if rest.hasPrefix(":") { rest = "127.0.0.1" + rest }
        let hasPort = rest.contains(":") && !rest.hasSuffix("]")
        return scheme + rest + (hasPort || text.contains("://") || rest.contains("/") ? "" : ":11434")
    }

    /// What can be told of an address before it is looked up.
    static func check(_ base: BaseURL, isAllowed: Bool) throws(KapellError) {
        guard base.isSecure || isAllowed else { throw AddressRule.forbidden(base.host) }
        try AddressRule(isSecure: base.isSecure, allowsPrivateAddresses: isAllowed).check(name: base.host)
    }

    static func check(_ headers: [String: String], of name: String) throws(KapellError) {
        for (field, value) in headers {
            let isName =
                !field.isEmpty
                && field.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
                }
            guard isName, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }) else {
                throw KapellError(
                    .configuration, "A header field of provider `\(name)` cannot be sent.",
                    remedy: "Write names in lower case with `-`, and values in ASCII on one line.")
            }
        }
    }

    /// The credentials, and where they are missing and may be, why every request will fail.
    static func credentials(
        _ kind: ProviderKind, _ name: String, _ options: ProviderOptions
    ) throws(KapellError) -> (Credentials, missing: KapellError?) {
        if let own = options.credentials { return (own, nil) }
        if let variable = options.unsetKeyVariable { return (.none, missingKey(of: name, in: [variable])) }
        do throws(KapellError) {
            return (try credentials(kind, name, options.environment), nil)
        } catch {
            guard options.mayLackKey, error.code == .authentication else { throw error }
            return (.none, error)
        }
    }

    private static func missingKey(of name: String, in variables: [String]) -> KapellError {
        KapellError(
            .authentication, "The key of provider `\(name)` is missing.",
            remedy: "Set \(variables.joined(separator: " or ")) in the environment or in `.env`.")
    }

    /// The key that the environment holds.
    private static func credentials(
        _ kind: ProviderKind, _ name: String, _ environment: [String: String]
    ) throws(KapellError) -> Credentials {
        for variable in kind.keyVariables {
            guard let text = environment[variable], !text.isEmpty else { continue }
            let key = try Secret(text, named: variable)
            return kind.credentialStyle.credentials(key) ?? .bearer(key)
        }
        if kind.credentialStyle == .aws, let keys = try AWSCredentials(environment: environment) { return .aws(keys) }
        if kind.worksWithoutKey { return .none }
        throw missingKey(
            of: name, in: kind.keyVariables + (kind.credentialStyle == .aws ? ["AWS_ACCESS_KEY_ID"] : []))
    }

    /// Whether the environment speaks of a kind.
    static func isNamed(_ kind: ProviderKind, _ environment: [String: String]) throws(KapellError) -> Bool {
        func isSet(_ variable: String) -> Bool { environment[variable].map { !$0.isEmpty } ?? false }
        // The token of Hugging Face stands for its router; other servers that take it need an address of their own.
        let hasKey = kind.keyVariables.contains(where: isSet)
        switch kind.base {
        case .fixed: return hasKey
        case .perRegion:
            guard isSet("AWS_REGION") || isSet("AWS_DEFAULT_REGION") else { return false }
            if hasKey { return true }
            return try AWSCredentials(environment: environment) != nil
        case .own(let variable), .local(_, let variable): return variable.map(isSet) ?? false
        }
    }
}
