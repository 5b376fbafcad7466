/// How requests travel.
public struct TransportOptions: Sendable {
    /// The proxy that all requests go through. Proxies that the environment names are used only where it is asked:
    /// see ``TransportProxy/init(environment:)``.
    public var proxy: TransportProxy?
    /// Connections to one host at the same time; further requests wait for one.
    public var connectionsPerHost = 4_096
    /// How long a connection without requests is kept. Many servers close theirs after a minute or less, and a request
    /// on a connection that is just being closed is lost.
    public var idleTime: Duration = .seconds(30)
    /// Addresses of hosts that are not to be looked up, by name: `["models.example": "10.0.0.7"]`.
    public var addresses: [String: String] = [:]
    /// Looks up addresses in the place of the system. For tests: the connection is made by the system all the same.
    package var lookup: (@Sendable (String) -> [IPAddress])?
    /// Stands for the address that a connection has reached. For tests.
    package var reached: (@Sendable (IPAddress) -> IPAddress?)?

    public init() {}
}
