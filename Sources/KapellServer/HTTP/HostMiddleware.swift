import HTTPTypes
import Hummingbird
import KapellCore

/// Refuses requests that a page of another site made a browser send: the Host must be a name of this machine, and an
/// Origin, where there is one, must be this server (DNS rebinding, cross-site requests).
struct HostMiddleware<Context: RequestContext>: RouterMiddleware {
    let host: String
    let bound: BoundPort

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        guard isOwn(authority) else {
            throw KapellError(
                .permission, "The host \(authority.prefix(100)) is not this server.",
                remedy: "Use http://\(host):\(bound.value).")
        }
        if let origin = request.headers[.origin] {
            guard let rest = origin.dropPrefix("http://"), isOwn(rest) else {
                throw KapellError(
                    .permission, "Requests from pages of \(origin.prefix(100)) are not accepted.",
                    remedy: "Use the page at http://\(host):\(bound.value)/ui, or a client that sends no Origin.")
            }
        }
        return try await next(request, context)
    }

    private func isOwn(_ authority: String) -> Bool {
        let name: Substring
        if let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")), !authority.hasSuffix("]") {
            guard authority[colon...].dropFirst() == String(bound.value) else { return false }
            name = authority[..<colon]
        } else {
            guard bound.value == 80 else { return false }
            name = authority[...]
        }
        return name == "127.0.0.1" || name == "localhost" || name == "[::1]" || name == host
    }
}

extension String {
    func dropPrefix(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
