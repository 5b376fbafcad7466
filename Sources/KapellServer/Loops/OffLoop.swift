import Hummingbird

/// Takes requests off their connection's event loop, so that what they compute delays no other connection.
///
/// What stays there is small: what is passed on to a provider, and queries of collections (``staysOnLoop(_:)``). These
/// go off by themselves where they are not brief.
struct OffLoop<Context: RequestContext>: RouterMiddleware {
    /// Bytes of a body that are read and written again within a fraction of a millisecond.
    private static var small: Int { 64 * 1_024 }

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if Self.staysOnLoop(request) { return try await next(request, context) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await next(request, context) }
    }

    private static func staysOnLoop(_ request: Request) -> Bool {
        guard let length = request.headers[.contentLength].flatMap({ Int($0) }), length <= small else { return false }
        return GatewayPath(request.uri.path) != nil || CollectionRoutes.isQuery(request.uri.path)
    }
}
