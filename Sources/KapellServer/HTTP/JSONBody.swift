import Hummingbird
import KapellCore
import KapellJSON
import NIOCore

/// Reads a request's JSON object within a limit.
enum JSONBody {
    /// Bytes that a request may hold.
    static let limit = 8_000_000

    /// The body as an object.
    static func object(of request: Request) async throws -> JSONObject {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw KapellError(
                .tooLarge, "The request's body holds more than \(limit / 1_000_000) MB.", remedy: "Send less at once.")
        }
        do {
            let value = try JSONValue(parsing: buffer.readableBytesView)
            guard let object = value.objectValue else {
                throw KapellError(.invalidRequest, "The request's body is not a JSON object.", remedy: "Send {…}.")
            }
            return object
        } catch let error as JSONError {
            throw KapellError(
                .invalidRequest, "The request's body is not JSON: \(error)",
                remedy: "Send a JSON object with content-type: application/json.")
        }
    }
}
