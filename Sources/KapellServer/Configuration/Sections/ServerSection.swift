/// `server`: where `kapell serve` listens, and how it stops.
public struct ServerSection: Sendable, Hashable {
    /// A loopback name or address: `localhost`, `::1`, or one in `127.0.0.0/8`.
    public var host: String
    /// The TCP port, 1 to 65535.
    public var port: Int
    /// How long answers that are being written when the server is stopped may take to end.
    public var grace: Duration

    public init(
        host: String = ConfigurationDefaults.host,
        port: Int = ConfigurationDefaults.port,
        grace: Duration = ConfigurationDefaults.grace
    ) {
        self.host = host
        self.port = port
        self.grace = grace
    }
}
