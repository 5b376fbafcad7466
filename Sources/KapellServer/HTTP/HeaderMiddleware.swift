import HTTPTypes
import Hummingbird
import KapellCore

/// Refuses requests whose header is too large, in the words of the dialect.
struct HeaderMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var count = request.uri.description.utf8.count
        for field in request.headers { count += field.name.rawName.utf8.count + field.value.utf8.count }
        guard count <= ClientLimits.header else {
            throw KapellError(
                .tooLarge, "The request's header holds \(count) bytes; the limit is \(ClientLimits.header).",
                remedy: "Send what is large in the body.")
        }
        return try await next(request, context)
    }
}
