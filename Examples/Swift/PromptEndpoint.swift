import AsyncHTTPClient
import KapellCore
import KapellJSON
import NIOCore
import NIOHTTP1

/// Runs the prompt `ticket` of a server: `kapell serve` in Examples/Prompts makes an endpoint of each prompt file.
///
/// - Parameter server: where it is, such as `http://127.0.0.1:7272`.
public func queue(of ticket: String, server: String) async throws -> String? {
    let body: JSONValue = ["input": ["text": .string(ticket)]]

    var request = HTTPClientRequest(url: "\(server)/kapell/v1/prompts/ticket")
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(body.serializedBytes())

    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
    let reply = try await JSONValue(parsing: response.body.collect(upTo: 1 << 20).readableBytesView)
    if let error = reply["error"] {
        throw KapellError(
            error["code"]?.stringValue.flatMap(KapellError.Code.init) ?? .unavailable,
            error["message"]?.stringValue ?? "The server answered \(response.status).")
    }
    return reply["output"]?.stringValue
}
