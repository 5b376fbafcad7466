public import KapellCore

/// An HTTP proxy.
///
/// With a proxy, the addresses of providers are checked as this machine looks them up; the proxy may find others.
public struct TransportProxy: Sendable, Hashable {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The one that `HTTPS_PROXY` or `ALL_PROXY` names, in capitals or not; `nil` where neither is set.
    ///
    /// - Throws: `configuration` where the address cannot be used.
    public init?(environment: [String: String]) throws(KapellError) {
        let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        guard let text = names.lazy.compactMap({ environment[$0] }).first(where: { !$0.isEmpty }) else { return nil }
        let address = try BaseURL(text.contains("://") ? text : "http://\(text)", named: "the proxy")
        guard !address.isSecure else {
            throw KapellError(
                .configuration, "The proxy's address begins with https.",
                remedy: "Name a proxy that is spoken to in plain HTTP; what goes through it is encrypted.")
        }
        self.init(host: address.host, port: address.port)
    }
}
