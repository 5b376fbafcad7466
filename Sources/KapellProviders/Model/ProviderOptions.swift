public import KapellDialects

/// What a user says about one provider.
public struct ProviderOptions: Sendable {
    /// The address in place of the kind's own.
    public var baseURL: String?
    /// `nil` takes those that the environment names.
    public var credentials: Credentials?
    /// The variable that the key was to come from and that is not set: the provider is there all the same, and every
    /// request to it says what is missing.
    public var unsetKeyVariable: String?
    /// Whether a key that is missing is said by each request, and not when the provider is set up.
    public var mayLackKey = false
    /// The only dialect that it is asked in; `nil` leaves the choice among those that its kind speaks.
    public var dialect: DialectName?
    /// The version of Azure's API, such as `2024-10-21`; `nil` for version 1.
    public var apiVersion: String?
    /// The region of AWS.
    public var region: String?
    /// Whether the provider may be on this machine or in a private network. `nil` takes the kind's own rule: servers
    /// that one runs oneself may, others may not.
    public var allowsPrivateAddresses: Bool?
    public var timeouts = ProviderTimeouts()
    /// Header fields of every request, with names in lower case; they replace those of the kind.
    public var headers: [String: String] = [:]
    /// Bytes that an answer may have.
    public var bodyLimit = 256 * 1_024 * 1_024
    /// The environment, for keys, addresses and regions that are not named here.
    public var environment: [String: String]

    public init(environment: [String: String] = [:]) { self.environment = environment }
}
