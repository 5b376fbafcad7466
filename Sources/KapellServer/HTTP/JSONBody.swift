import Hummingbird
import KapellCore
import KapellJSON
import NIOCore

/// Reads a request's JSON object within a limit.
enum JSONBody {
    /// Bytes that a request may hold.
    static let limit = 8_000_000

    /// The body as an object.
    ///
    /// - Parameter patience: for all of it; a client that sends nothing at all is left sooner.
    /// - Throws: ``SlowBody`` where it takes longer.
    static func object(
        of request: Request, limit: Int = limit, within patience: Duration? = nil
    ) async throws -> JSONObject {
        let buffer = try await bytes(of: request, limit: limit, within: patience)
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

    /// The body as it is.
    static func bytes(of request: Request, limit: Int, within patience: Duration? = nil) async throws -> ByteBuffer {
        var buffer = ByteBuffer()
        var count = 0
        var start: ContinuousClock.Instant?
        for try await var piece in request.body {
            if let patience {
                // Most bodies come in one piece, and need no clock.
                if let start, ContinuousClock.now - start > patience { throw SlowBody(patience: patience) }
                if count > 0, start == nil { start = .now }
            }
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
