/// `server`: where `kapell serve` listens.
public struct ServerSection: Sendable, Hashable {
    /// A loopback name or address: `localhost`, `::1`, or one in `127.0.0.0/8`.
    public var host: String
    /// The TCP port, 1 to 65535.
    public var port: Int

    public init(
        host: String = ConfigurationDefaults.host,
        port: Int = ConfigurationDefaults.port
    ) {
        self.host = host
        self.port = port
    }
}
