import KapellCore

/// Which hosts a request may go to.
enum AddressRule: Sendable, Hashable, CaseIterable {
    /// Only hosts of the public internet: the rule for `https` unless a provider allows private addresses.
    case publicOnly
    /// Only private hosts: the rule for `http`, which would carry a key in the clear.
    case privateOnly
    /// Any host.
    case any

    init(isSecure: Bool, allowsPrivateAddresses: Bool) {
        self = !allowsPrivateAddresses ? .publicOnly : isSecure ? .any : .privateOnly
    }

    /// - Throws: `configuration`, where the rule forbids `address`, which `host` is or resolves to.
    func check(_ address: IPAddress, of host: String) throws(KapellError) {
        switch self {
        case .publicOnly where address.isPrivate: throw Self.privateHost(host)
        case .privateOnly where !address.isPrivate: throw Self.insecure(host)
        default: return
        }
    }

    /// Names that stand for private hosts wherever they are asked for.
    ///
    /// - Throws: `configuration`, where the rule forbids `host` by its name or as an address.
    func check(name host: String) throws(KapellError) {
        if let address = IPAddress(host) { return try check(address, of: host) }
        if self == .publicOnly, Self.isLocal(host) { throw Self.privateHost(host) }
    }

    /// Why `http` without leave for private addresses is refused, whatever the host.
    static func forbidden(_ host: String) -> KapellError {
        let isPrivate = IPAddress(host)?.isPrivate ?? isLocal(host)
        return isPrivate ? privateHost(host) : insecure(host)
    }

    private static func isLocal(_ host: String) -> Bool {
        var name = host.lowercased()[...]
        if name.last == "." { name.removeLast() }
        let endings = [".localhost", ".local", ".internal", ".home.arpa"]
        return name == "localhost" || endings.contains { name.hasSuffix($0) }
    }

    static func privateHost(_ host: String) -> KapellError {
        KapellError(
            .configuration, "\(host) is a private address, and its provider is not allowed to have one.",
            remedy: "Set `private: true` for the provider if the host is meant.")
    }

    static func insecure(_ host: String) -> KapellError {
        KapellError(
            .configuration, "\(host) is not a private host and would be spoken to without encryption.",
            remedy: "Write its base URL with https.")
    }
}
