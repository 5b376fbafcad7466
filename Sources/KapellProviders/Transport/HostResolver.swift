import KapellCore
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Looks names up, on a thread that may block, and remembers for a minute which rule they keep.
final class HostResolver: Sendable {
    typealias Lookup = @Sendable (String) async throws(KapellError) -> [IPAddress]

    private struct Key: Hashable {
        var host: String
        var rule: AddressRule
    }

    private static let memory = TimeAmount.seconds(60)
    private static let most = 1_024

    private let lookup: Lookup
    private let known = Mutex<[Key: NIODeadline]>([:])

    init(_ lookup: Lookup? = nil) { self.lookup = lookup ?? Self.systemLookup }

    static let systemLookup: Lookup = { host async throws(KapellError) in try await system(host) }

    /// Whether `host` has to be looked up.
    func needsCheck(_ host: String, _ rule: AddressRule) -> Bool {
        guard rule != .any, IPAddress(host) == nil else { return false }
        guard let until = known.withLock({ $0[Key(host: host, rule: rule)] }) else { return true }
        return until <= .now()
    }

    /// Checks every address that `host` has.
    ///
    /// - Throws: `configuration` where the rule forbids one of them, `network` where there is none, `cancelled`.
    func check(_ host: String, _ rule: AddressRule) async throws(KapellError) {
        guard needsCheck(host, rule) else { return }
        let key = Key(host: host, rule: rule)
        let now = NIODeadline.now()
        let addresses = try await lookup(host)
        guard !addresses.isEmpty else { throw ConnectionFault.unknownHost(host) }
        for address in addresses { try rule.check(address, of: host) }
        known.withLock { known in
            if known.count >= Self.most { known = [:] }
            known[key] = now + Self.memory
        }
    }

    /// The system's own resolver. A cancelled task does not wait for its answer.
    private static func system(_ host: String) async throws(KapellError) -> [IPAddress] {
        let promise = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: [IPAddress].self)
        NIOSingletons.posixBlockingThreadPool.submit { _ in promise.succeed(addresses(of: host)) }
        do {
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                promise.fail(CancellationError())
            }
        } catch {
            throw KapellError(.cancelled, "The look-up of \(host) was cancelled.")
        }
    }

    private static func addresses(of host: String) -> [IPAddress] {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var found: [IPAddress] = []
        var entry = first
        while let info = entry {
            if let address = IPAddress(info.pointee) { found.append(address) }
            entry = info.pointee.ai_next
        }
        return found
    }
}

extension IPAddress {
    fileprivate init?(_ info: addrinfo) {
        guard let address = info.ai_addr else { return nil }
        let raw = UnsafeRawPointer(address)
        switch info.ai_family {
        case AF_INET:
            self.init(bytes: withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) })
        case AF_INET6:
            self.init(bytes: withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) })
        default: return nil
        }
    }
}
