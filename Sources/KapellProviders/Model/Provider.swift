public import KapellCore
public import KapellDialects

/// A dialect for a kind of provider: given from outside, so that each dialect stays a room of its own.
public typealias DialectTable = @Sendable (DialectName, ProviderKind) -> any Dialect

/// A provider that is set up: where it is, who asks, and within which limits.
public struct Provider: Sendable {
    /// The name that requests use; several providers may be of one kind.
    public let name: String
    public let kind: ProviderKind
    public let base: BaseURL
    public let credentials: Credentials
    /// Why every request fails: the key is missing. Only where ``ProviderOptions/mayLackKey`` allows it.
    public let missingKey: KapellError?
    let redactor: Redactor
    public let options: ProviderOptions
    public let allowsPrivateAddresses: Bool
    /// The region of AWS; empty elsewhere.
    public let region: String
    let transport: Transport

    /// - Throws: `configuration` for an address that is missing, cannot be used or is not allowed, and for header fields
    ///   that cannot be sent; `authentication` where the key is missing.
    public init(
        _ kind: ProviderKind, name: String? = nil, options: ProviderOptions = ProviderOptions(),
        transport: Transport = .shared
    ) throws(KapellError) {
        let name = name ?? kind.name
        self.name = name
        self.kind = kind
        self.transport = transport
        let region = try ProviderSetup.region(kind, options)
        let address = try ProviderSetup.address(kind, name, options, region: region)
        let base = try BaseURL(address, named: "the base URL of provider `\(name)`")
        self.region = region ?? ""
        var options = options
        options.baseURL = base.description
        self.options = options
        self.base = base
        allowsPrivateAddresses = options.allowsPrivateAddresses ?? kind.allowsPrivateAddresses
        try ProviderSetup.check(base, isAllowed: allowsPrivateAddresses)
        try ProviderSetup.check(options.headers, of: name)
        (credentials, missingKey) = try ProviderSetup.credentials(kind, name, options)
        redactor = Redactor(credentials, headers: options.headers)
    }

    /// The provider of this kind that the environment describes by itself: one with a key there, or a server whose
    /// address is there. `nil` where it says nothing.
    ///
    /// - Throws: `configuration`, where it says something that cannot be used.
    public static func inEnvironment(
        _ kind: ProviderKind, _ environment: [String: String], transport: Transport = .shared
    ) throws(KapellError) -> Provider? {
        let options = ProviderOptions(environment: environment)
        guard try ProviderSetup.isNamed(kind, environment) else { return nil }
        return try Provider(kind, options: options, transport: transport)
    }

    /// One of its models.
    ///
    /// - Parameter dialect: another one than the options' or the kind's own, such as `openai-responses`.
    /// - Throws: `configuration`, where the provider does not speak it.
    public func model(
        _ model: String, dialect: DialectName? = nil, dialects: DialectTable
    ) throws(KapellError) -> ProviderModel {
        let spoken = dialect ?? options.dialect ?? kind.dialect
        guard spoken == kind.dialect || kind.otherDialects.contains(spoken) else {
            let known = ([kind.dialect] + kind.otherDialects).map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw KapellError(
                .configuration, "Provider `\(name)` does not speak the dialect `\(spoken.rawValue)`.",
                remedy: "Name one of \(known).")
        }
        return ProviderModel(self, model, dialect: dialects(spoken, kind))
    }
}
