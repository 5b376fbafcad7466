import Hummingbird
import KapellCore
import NIOCore

/// The page at `/ui`. Its files are part of the program.
struct StudioRoutes {
    private static let policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

    func add(to router: Router<KapellRequestContext>) {
        router.get("/") { _, _ in Response.redirect(to: "/ui") }
        router.get("ui") { _, _ in try page("index.html") }
        router.get("ui/:file") { _, context in try page(try context.parameters.require("file")) }
    }

    private func page(_ name: String) throws -> Response {
        guard let bytes = StudioFiles.all[name] else {
            throw KapellError(.notFound, "The page has no file \(name.prefix(100)).", remedy: "Open /ui.")
        }
        let type =
            name.hasSuffix(".html")
            ? "text/html; charset=utf-8"
            : name.hasSuffix(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .contentSecurityPolicy: Self.policy, .xContentTypeOptions: "nosniff",
                .cacheControl: "no-cache",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
