import AsyncHTTPClient
import KapellCore
import NIOCore
import NIOPosix
import NIOSSL

/// What an error of the HTTP client means.
enum ConnectionFault {
    static func error(_ error: any Error, _ host: String, _ timeouts: ProviderTimeouts) -> KapellError {
        if let known = error as? KapellError { return known }
        if let known = error as? ProviderFailure { return known.error }
        if error is CancellationError { return cancelled(host) }
        if let error = error as? HTTPClientError { return self.error(error, host, timeouts) }
        if let error = error as? NIOConnectionError { return refused(error, host) }
        if let error = error as? ChannelError, case .connectTimeout = error {
            return CallLimit.connect.error(host, timeouts)
        }
        if error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError {
            return KapellError(
                .network, "No secure connection to \(host) could be made: TLS failed.",
                remedy: "Check the address, the port and the certificate of \(host), and any proxy on the way.",
                isRetryable: false)
        }
        if let error = error as? IOError, error.errnoCode == ECONNREFUSED { return refused(nil, host) }
        return KapellError(
            .network, "The connection to \(host) broke before its answer was complete.", remedy: "Ask again.")
    }

    private static func error(_ error: HTTPClientError, _ host: String, _ timeouts: ProviderTimeouts) -> KapellError {
        switch error {
        case .cancelled: cancelled(host)
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout:
            CallLimit.connect.error(host, timeouts)
        case .proxyAuthenticationRequired:
            KapellError(
                .network, "The proxy on the way to \(host) wants credentials.", remedy: "Name them in its address.",
                isRetryable: false)
        case .invalidURL, .emptyHost, .emptyScheme:
            KapellError(.configuration, "The address of \(host) cannot be used.", remedy: "Check the base URL.")
        default:
            KapellError(
                .network, "The connection to \(host) broke before its answer was complete.", remedy: "Ask again.")
        }
    }

    private static func refused(_ error: NIOConnectionError?, _ host: String) -> KapellError {
        if let error, error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return unknownHost(host)
        }
        return KapellError(
            .network, "\(host) cannot be connected to.",
            remedy: "Check that it runs, its base URL and the connection.")
    }

    static func unknownHost(_ host: String) -> KapellError {
        KapellError(
            .network, "The host \(host) cannot be found.", remedy: "Check the base URL and the name service.")
    }

    private static func cancelled(_ host: String) -> KapellError {
        KapellError(.cancelled, "The request to \(host) was cancelled.")
    }
}

extension KapellError {
    /// Not `tooLarge`, which tells a client that its request is.
    static func tooLargeBody(_ host: String, _ limit: Int) -> KapellError {
        KapellError(
            .model, "\(host) answers with more than \(limit) bytes.",
            remedy: "Ask for less, or raise the provider's limit on answers.")
    }
}
