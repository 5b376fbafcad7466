import Hummingbird
import KapellCore
import NIOHTTP1

/// Turns every error into its dialect's answer, and counts requests.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    let counters: Counters
    /// What clients are not told; `nil` for the commands of this user.
    let paths: ClientPaths?

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = ErrorDialect(path: request.uri.path).response(Self.failure(error, request))
        } catch is HTTPParserError {
            response = ErrorDialect(path: request.uri.path).response(
                KapellError(.invalidRequest, "The request's body does not come as its header says."))
        } catch {
            response = ErrorDialect(path: request.uri.path).response(told(.wrapping(error)))
        }
        counters.add(
            "kapell_http_requests_total",
            [("route", context.endpointPath ?? "none"), ("status", String(response.status.code))])
        return response
    }

    private func told(_ error: KapellError) -> KapellError { paths?.hidden(in: error) ?? error }

    private static func failure(_ error: any HTTPResponseError, _ request: Request) -> KapellError {
        switch error.status {
        case .notFound:
            KapellError(
                .notFound, "There is nothing at \(request.method) \(request.uri.path).",
                remedy: "See the paths in the documentation.")
        case .contentTooLarge: KapellError(.tooLarge, "The request is too large.")
        case .badRequest: KapellError(.invalidRequest, "The request is malformed.")
        default: KapellError(.internalError, "The request failed with status \(error.status.code).")
        }
    }
}
