import Hummingbird
import KapellCore
import KapellJSON
import NIOCore

/// Reads a request's JSON object within a limit.
enum JSONBody {
    /// Bytes that a request may hold.
    static let limit = 8_000_000

    /// The body as an object.
    static func object(of request: Request, limit: Int = limit) async throws -> JSONObject {
        let buffer = try await bytes(of: request, limit: limit)
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

    /// How much of a body that is too large is still read: a client that is not read from does not read its answer.
    private static let discarded = 256_000_000

    private static func bytes(of request: Request, limit: Int) async throws -> ByteBuffer {
        var buffer = ByteBuffer()
        var count = 0
        for try await var piece in request.body {
            count += piece.readableBytes
            if count <= limit { buffer.writeBuffer(&piece) }
            if count > discarded { break }
        }
        guard count <= limit else {
            throw KapellError(
                .tooLarge, "The request's body holds more than \(limit / 1_000_000) MB.", remedy: "Send less at once.")
        }
        return buffer
    }
}
